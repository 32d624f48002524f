//! The report: a text to read and the same as JSON.

use serde_json::{json, Value};

use crate::code::Program;
use crate::code_check::{CodeReport, StackLine};
use crate::findings::Finding;
use crate::image::Image;
use crate::rules::ImportRules;

/// Everything that was looked at.
pub struct Report<'a> {
    pub name: String,
    pub image: &'a Image,
    pub rules: &'a ImportRules,
    pub program: Option<&'a Program>,
    pub code: Option<&'a CodeReport>,
    pub findings: Vec<&'a Finding>,
}

impl Report<'_> {
    /// Lines to read.
    pub fn text(&self) -> String {
        let mut out = vec![format!("{}: {} bytes", self.name, self.image.bytes.len()), String::new()];
        out.extend(self.section_lines());
        out.extend(self.import_lines());
        if let Some(code) = self.code {
            out.extend(self.stack_lines(code));
        } else {
            out.push("stack, panics, floating point: only looked at in x64 images".to_owned());
        }
        out.push(String::new());
        out.extend(self.findings.iter().map(|one| format!("FOUND {one}")));
        out.push(format!("{}: {} found", self.name, self.findings.len()));
        out.join("\n") + "\n"
    }

    fn section_lines(&self) -> Vec<String> {
        let headers = &self.image.headers;
        let head = format!(
            "machine {:#06x}, subsystem {}, characteristics {:#06x}, DLL characteristics {:#06x}, entry {:#x}, checksum {:#x}",
            headers.machine, headers.subsystem, headers.characteristics, headers.dll_characteristics, headers.entry, headers.checksum
        );
        let line = |section: &crate::image::Section| {
            let access = [(true, "r"), (section.writable(), "w"), (section.executable(), "x")];
            let access: String = access.iter().map(|(has, letter)| if *has { *letter } else { "-" }).collect();
            format!("  {:<8} {access} at {:#08x}, {} bytes", section.name, section.start, section.size)
        };
        let lines = self.image.sections.iter().map(line);
        [head, "sections:".to_owned()].into_iter().chain(lines).chain([String::new()]).collect()
    }

    fn import_lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .image
            .imports
            .iter()
            .map(|import| format!("  {:<14} {:<42} {}", import.module, import.name, self.since(&import.name)))
            .collect();
        lines.sort();
        lines.insert(0, format!("imports ({}), each with the first client that has it:", lines.len()));
        lines.push(String::new());
        lines
    }

    fn since(&self, name: &str) -> &str {
        self.rules.imports.iter().find(|entry| entry.name == name).map_or("?", |entry| &entry.since)
    }

    fn stack_lines(&self, code: &CodeReport) -> Vec<String> {
        let mut out = vec!["own stack along the deepest calls of each function that Windows calls:".to_owned()];
        let chain = |line: &StackLine| -> String {
            let parts = line.deepest.chain.iter().map(|(start, bytes)| format!("{} {bytes}", self.short(*start)));
            parts.collect::<Vec<_>>().join(" > ")
        };
        // copies of one generic function follow each other
        for same in code.stack.chunk_by(|one, other| chain(one) == chain(other)) {
            let Some(line) = same.first() else { continue };
            let limit = line.limit.map_or("no callback".to_owned(), |bytes| format!("limit {bytes}"));
            let copies = if same.len() == 1 { String::new() } else { format!(", {} of them", same.len()) };
            out.push(format!("  {:>6} bytes  {} ({limit}{copies})", line.deepest.bytes, line.function));
            out.push(format!("                {}", chain(line)));
        }
        out.push(String::new());
        if !code.allowed_indirect.is_empty() {
            out.push("calls through pointers, allowed by image-rules.json:".to_owned());
            out.extend(code.allowed_indirect.iter().map(|line| format!("  {line}")));
        }
        out
    }

    fn short(&self, start: u32) -> &str {
        self.program.map_or("?", |program| program.name(start))
    }

    /// The same for programs.
    pub fn json(&self) -> Value {
        let stack: Vec<Value> = self
            .code
            .iter()
            .flat_map(|code| &code.stack)
            .map(|line| {
                let chain: Vec<Value> = line
                    .deepest
                    .chain
                    .iter()
                    .map(|(start, bytes)| json!({"function": self.short(*start), "bytes": bytes}))
                    .collect();
                json!({"function": line.function, "bytes": line.deepest.bytes, "limit": line.limit, "chain": chain})
            })
            .collect();
        let frames: Vec<Value> = self
            .program
            .iter()
            .flat_map(|program| program.functions.values())
            .map(|function| json!({"function": function.name, "start": function.start, "frame": function.frame.bytes}))
            .collect();
        json!({
            "image": self.name,
            "bytes": self.image.bytes.len(),
            "sections": self.image.sections.iter().map(|one| json!({
                "name": one.name, "start": one.start, "size": one.size, "flags": one.flags,
            })).collect::<Vec<_>>(),
            "imports": self.image.imports.iter().map(|one| json!({
                "module": one.module, "name": one.name, "since": self.since(&one.name),
            })).collect::<Vec<_>>(),
            "stack": stack,
            "frames": frames,
            "findings": self.findings.iter().map(|one| json!({"check": one.check, "text": one.text})).collect::<Vec<_>>(),
        })
    }
}
