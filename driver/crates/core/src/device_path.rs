//! Paths of the object namespace, such as `\Device\HarddiskVolume3\Windows` (PRC-3). IRQL: any.

const SEPARATOR: u16 = b'\\' as u16;

/// Where the component ends that begins with the separator at `start`; `None` where none begins there.
#[must_use]
pub fn component_end(path: &[u16], start: usize) -> Option<usize> {
    let (separator, behind) = path.get(start..)?.split_first()?;
    let name = behind.split(|unit| *unit == SEPARATOR).next()?;
    (*separator == SEPARATOR && !name.is_empty()).then(|| start.wrapping_add(name.len()).wrapping_add(1))
}

/// The device of a file's path, that is its first two components, `\Device` and the device, where something follows them.
#[must_use]
pub fn device_of(path: &[u16]) -> Option<&[u16]> {
    let end = component_end(path, component_end(path, 0)?)?;
    if end < path.len() {
        path.get(..end)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    extern crate std;

    use super::*;
    use std::string::String;
    use std::vec::Vec;

    fn device(path: &str) -> Option<String> {
        let units: Vec<u16> = path.encode_utf16().collect();
        device_of(&units).map(String::from_utf16_lossy)
    }

    #[test]
    fn prc3_device_of_a_path() {
        assert_eq!(device("\\Device\\HarddiskVolume3\\Windows").as_deref(), Some("\\Device\\HarddiskVolume3"));
        assert_eq!(device("\\Device\\HarddiskVolume3\\").as_deref(), Some("\\Device\\HarddiskVolume3"));
        assert_eq!(device("\\Device\\HarddiskVolume3\\a\\b").as_deref(), Some("\\Device\\HarddiskVolume3"));
    }

    #[test]
    fn prc3_no_device_without_a_path_on_it() {
        for path in [
            "",
            "\\",
            "\\Device",
            "\\Device\\",
            "\\Device\\X",
            "Device\\X\\Y",
            "\\\\X\\Y",
            "\\Device\\\\Y",
            "\\SystemRoot",
        ] {
            assert_eq!(device(path), None, "{path}");
        }
    }

    #[test]
    fn component_ends_are_found_one_after_the_other() {
        let path: Vec<u16> = "\\ab\\c\\".encode_utf16().collect();
        assert_eq!(component_end(&path, 0), Some(3));
        assert_eq!(component_end(&path, 3), Some(5));
        assert_eq!(component_end(&path, 5), None);
        assert_eq!(component_end(&path, 9), None);
    }
}
