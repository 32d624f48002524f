//! One line for each thing that was looked at.

use core::fmt::{self, Write};

use crate::win32;

/// Counts what is not as it must be.
#[derive(Default)]
pub struct Report {
    lines: u32,
    failures: u32,
}

struct Output;

impl Write for Output {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        win32::print(text);
        Ok(())
    }
}

impl Report {
    /// Says whether `clause` holds as `what` says.
    pub fn check(&mut self, clause: &str, what: &str, holds: bool) {
        self.line(clause, what, holds, format_args!(""));
    }

    /// Compares two numbers, shown in hexadecimal.
    pub fn equal(&mut self, clause: &str, what: &str, is: impl Into<i64>, must_be: impl Into<i64>) {
        let (is, must_be) = (is.into(), must_be.into());
        self.line(clause, what, is == must_be, format_args!(": is {:#x}, must be {:#x}", is as u32, must_be as u32));
    }

    fn line(&mut self, clause: &str, what: &str, holds: bool, why: fmt::Arguments<'_>) {
        self.lines = self.lines.wrapping_add(1);
        let written = if holds {
            writeln!(Output, "ok    {clause:<7} {what}")
        } else {
            self.failures = self.failures.wrapping_add(1);
            writeln!(Output, "WRONG {clause:<7} {what}{why}")
        };
        // the output takes everything
        let _ = written;
    }

    /// Says how it went; the exit code.
    pub fn end(self) -> u32 {
        let _ = writeln!(Output, "{} lines, {} wrong", self.lines, self.failures);
        u32::from(self.failures != 0)
    }
}
