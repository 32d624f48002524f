//! What a check found wrong.

use std::fmt;

/// One violation: the check that found it and what is wrong.
#[derive(Debug, PartialEq, Eq)]
pub struct Finding {
    pub check: &'static str,
    pub text: String,
}

impl Finding {
    pub fn new(check: &'static str, text: impl Into<String>) -> Finding {
        Finding { check, text: text.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "[{}] {}", self.check, self.text)
    }
}
