//! Absolute paths of the building machine, which would differ from folder to folder and tell about the builder.

use crate::findings::Finding;

/// Where Unix systems keep what people and packages build; any other folder is the one that the caller gives.
const ROOTS: [&str; 8] = ["/home/", "/root/", "/usr/", "/tmp/", "/opt/", "/var/", "/mnt/", "/srv/"];

/// Texts of the image, in either width, that hold such a path, or the folder given.
pub fn check(bytes: &[u8], folder: &str) -> Vec<Finding> {
    let narrow = texts(bytes.iter().copied());
    let wide = [0, 1].into_iter().flat_map(|skip| {
        let units = bytes.get(skip..).unwrap_or(&[]).chunks_exact(2);
        texts(units.map(|pair| match pair {
            [low, 0] => *low,
            _ => 0,
        }))
    });
    let suspect =
        |text: &String| ROOTS.iter().any(|root| text.contains(root)) || (!folder.is_empty() && text.contains(folder));
    let found = narrow.into_iter().chain(wide).filter(suspect);
    found.map(|text| Finding::new("strings", format!("a path of the building machine: {text}"))).collect()
}

/// Runs of at least five printable characters.
fn texts(bytes: impl Iterator<Item = u8>) -> Vec<String> {
    let mut found = Vec::new();
    let mut text = String::new();
    for byte in bytes.chain([0]) {
        if (0x20..0x7F).contains(&byte) {
            text.push(char::from(byte));
        } else {
            if text.len() >= 5 {
                found.push(std::mem::take(&mut text));
            }
            text.clear();
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_found_in_either_width() {
        let narrow = b"\0\0crates/core/src/lib.rs\0/home/someone/driver/src\0";
        assert_eq!(check(narrow, "").len(), 1);
        let wide: Vec<u8> = "x/usr/lib/a".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(check(&wide, "").len(), 1);
    }

    #[test]
    fn the_folder_itself_is_looked_for() {
        assert_eq!(check(b"see /elsewhere/kit/driver", "/elsewhere/kit").len(), 1);
        assert_eq!(check(b"crates/core/src/lib.rs, rust/library/core", "/elsewhere/kit").len(), 0);
    }
}
