//! The files that say what is allowed: imports.json and image-rules.json in driver/packaging.

use serde::Deserialize;

/// imports.json: every function that the driver may import.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImportRules {
    /// What the file is for.
    #[serde(rename = "comment")]
    pub _comment: String,
    /// The oldest build that the driver supports.
    pub oldest_build: u32,
    pub imports: Vec<AllowedImport>,
}

/// One import with the page that documents it and the first client that has it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AllowedImport {
    pub module: String,
    pub name: String,
    /// Microsoft's page, or the reason why there is none.
    pub page: String,
    /// "Minimum supported client" of that page; "unstated" if the page names none.
    pub since: String,
    /// What else there is to say; why the function is old enough if the page doesn't tell.
    pub note: Option<String>,
}

/// image-rules.json: the exceptions, each with its reason.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ImageRules {
    #[serde(rename = "comment")]
    pub _comment: String,
    /// Most bytes of own stack along a callback's calls (DRV-1).
    pub stack_limit: u32,
    /// Entry points that run once, on a stack of their own choosing: no callbacks.
    pub without_stack_limit: Vec<Reason>,
    /// Variables that hold routines which were looked up by name.
    pub called_variables: Vec<Reason>,
    /// Functions that may call through a pointer which isn't found out.
    pub indirect_calls: Vec<Reason>,
    /// Entry points from which a panic may be reached.
    pub panics: Vec<Reason>,
}

/// A function or variable, by its whole name or by what its name starts with before `*`, and why it's an exception.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    pub name: String,
    pub reason: String,
}

impl Reason {
    /// Whether this exception is for that function.
    pub fn covers(&self, name: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == self.name,
        }
    }
}

/// The first build of each client that a page may name.
const CLIENTS: [(&str, u32); 23] = [
    ("unstated", 0),
    ("Windows 2000", 2195),
    ("Windows XP", 2600),
    ("Windows XP with Service Pack 2", 2600),
    ("Windows Vista", 6000),
    ("Windows Vista with Service Pack 1", 6001),
    ("Windows 7", 7600),
    ("Windows 8", 9200),
    ("Windows 8.1", 9600),
    ("Windows 10", 10240),
    ("Windows 10, version 1511", 10586),
    ("Windows 10, version 1607", 14393),
    ("Windows 10, version 1703", 15063),
    ("Windows 10, version 1709", 16299),
    ("Windows 10, version 1803", 17134),
    ("Windows 10, version 1809", 17763),
    ("Windows 10, version 1903", 18362),
    ("Windows 10, version 2004", 19041),
    ("Windows 10, version 21H2", 19044),
    ("Windows 11", 22000),
    ("Windows 11, version 22H2", 22621),
    ("Windows 11, version 24H2", 26100),
    ("Windows Server 2022", 20348),
];

impl AllowedImport {
    /// The build that `since` names; None if no such client is known.
    pub fn build(&self) -> Option<u32> {
        CLIENTS.iter().find(|(name, _)| *name == self.since).map(|(_, build)| *build)
    }
}
