//! Imports against the allow-list. A driver with an import that the running Windows lacks does not load at all, so the oldest
//! supported build decides; what is newer is looked up by name at load.

use crate::findings::Finding;
use crate::image::Image;
use crate::rules::{AllowedImport, ImportRules};

const CHECK: &str = "imports";

/// Faults of the list itself and of the image's imports.
pub fn check(image: &Image, rules: &ImportRules) -> Vec<Finding> {
    let listed = rules.imports.iter().filter_map(|entry| entry_fault(entry, rules.oldest_build));
    let imported = image.imports.iter().filter_map(|one| import_fault(&one.module, &one.name, rules));
    listed.chain(imported).collect()
}

fn entry_fault(entry: &AllowedImport, oldest_build: u32) -> Option<Finding> {
    let label = format!("{}!{}", entry.module, entry.name);
    let fault = match entry.build() {
        None => format!("{label} in the list: no build is known for '{}'", entry.since),
        Some(build) if build > oldest_build => {
            format!("{label} in the list needs {} (build {build}), newer than build {oldest_build}", entry.since)
        }
        Some(_) if !entry.page.starts_with("https://learn.microsoft.com/") => {
            format!("{label} in the list names no page of Microsoft's")
        }
        Some(0) if entry.note.is_none() => format!("{label} in the list: no note says why it is old enough"),
        Some(_) => return None,
    };
    Some(Finding::new(CHECK, fault))
}

fn import_fault(module: &str, name: &str, rules: &ImportRules) -> Option<Finding> {
    let allowed = rules.imports.iter().any(|entry| entry.module.eq_ignore_ascii_case(module) && entry.name == name);
    (!allowed).then(|| {
        let text = format!("{module}!{name} is not in the list (is it in build {}?)", rules.oldest_build);
        Finding::new(CHECK, text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::{tests_support::empty, Import};

    fn entry(name: &str, since: &str, page: &str) -> AllowedImport {
        AllowedImport {
            module: "ntoskrnl.exe".into(),
            name: name.into(),
            page: page.into(),
            since: since.into(),
            note: None,
        }
    }

    fn rules(imports: Vec<AllowedImport>) -> ImportRules {
        ImportRules { _comment: String::new(), oldest_build: 14393, imports }
    }

    fn image(name: &str) -> Image {
        let import = Import { module: "ntoskrnl.exe".into(), name: name.into(), slot: 0 };
        Image { imports: vec![import], ..empty() }
    }

    const PAGE: &str = "https://learn.microsoft.com/windows-hardware/drivers/ddi/wdm/x";

    #[test]
    fn a_listed_import_passes() {
        assert_eq!(check(&image("IoCreateDevice"), &rules(vec![entry("IoCreateDevice", "Windows 2000", PAGE)])), []);
    }

    #[test]
    fn an_unlisted_import_is_refused() {
        let found = check(&image("ExAllocatePool2"), &rules(vec![entry("IoCreateDevice", "Windows 2000", PAGE)]));
        assert_eq!(found.len(), 1);
        assert!(found.iter().all(|one| one.text.contains("ntoskrnl.exe!ExAllocatePool2 is not in the list")));
    }

    #[test]
    fn a_listed_import_that_the_oldest_build_lacks_is_refused() {
        let list = rules(vec![entry("ExAllocatePool2", "Windows 10, version 2004", PAGE)]);
        let found = check(&image("ExAllocatePool2"), &list);
        assert!(found.iter().any(|one| one.text.contains("needs Windows 10, version 2004 (build 19041)")));
    }

    #[test]
    fn an_entry_without_page_or_with_an_unknown_client_is_refused() {
        assert_eq!(check(&empty(), &rules(vec![entry("A", "Windows 7", "see MSDN")])).len(), 1);
        assert_eq!(check(&empty(), &rules(vec![entry("A", "Windows 12", PAGE)])).len(), 1);
        assert_eq!(check(&empty(), &rules(vec![entry("A", "unstated", PAGE)])).len(), 1);
        let told = AllowedImport { note: Some("since NT 4".into()), ..entry("A", "unstated", PAGE) };
        assert_eq!(check(&empty(), &rules(vec![told])), []);
    }
}
