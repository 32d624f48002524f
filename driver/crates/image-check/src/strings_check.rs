//! Absolute paths of the building machine, which would differ from folder to folder and tell about the builder.

use crate::findings::Finding;

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
    let suspect = |text: &String| holds_absolute_path(text) || (!folder.is_empty() && text.contains(folder));
    let found = narrow.into_iter().chain(wide).filter(suspect);
    found.map(|text| Finding::new("strings", format!("a path of the building machine: {text}"))).collect()
}

/// Whether a slash begins a path in it: no name before it, two names of at least three characters behind it.
fn holds_absolute_path(text: &str) -> bool {
    let in_name = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    text.match_indices('/').any(|(at, _)| {
        let begins = text.get(..at).and_then(|before| before.chars().last()).is_none_or(|c| !in_name(c) && c != '/');
        let mut names =
            text.get(at + 1..).unwrap_or("").split('/').map(|name| name.chars().take_while(|c| in_name(*c)).count());
        begins && names.next().is_some_and(|length| length >= 3) && names.next().is_some_and(|length| length >= 3)
    })
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
        let narrow = b"\0\0crates/core/src/lib.rs\0/some/where/driver/src\0";
        assert_eq!(check(narrow, "").len(), 1);
        let wide: Vec<u8> = "x /some/where/a".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(check(&wide, "").len(), 1);
    }

    #[test]
    fn the_folder_itself_is_looked_for() {
        assert_eq!(check(b"see /elsewhere/kit/driver", "/elsewhere/kit").len(), 1);
        assert_eq!(check(b"crates/core/src/lib.rs, rust/library/core", "/elsewhere/kit").len(), 0);
    }
}
