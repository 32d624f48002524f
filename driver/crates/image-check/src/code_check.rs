//! The checks over the call graph: panics, stack, indirect calls, floating point and what else the code must not contain.

use std::collections::BTreeSet;

use crate::code::{Program, Target};
use crate::findings::Finding;
use crate::graph::Depth;
use crate::rules::{ImageRules, Reason};

/// One line of the stack table.
pub struct StackLine {
    pub function: String,
    /// None: the entry point is no callback.
    pub limit: Option<u32>,
    pub deepest: Depth,
}

/// What the checks found, and the table.
pub struct CodeReport {
    pub findings: Vec<Finding>,
    pub stack: Vec<StackLine>,
    /// Indirect calls that a rule allows, with its reason.
    pub allowed_indirect: Vec<String>,
}

/// Runs all of them from every function that Windows may call.
pub fn check(program: &Program, entry: u32, rules: &ImageRules) -> CodeReport {
    let mut report = CodeReport { findings: Vec::new(), stack: Vec::new(), allowed_indirect: Vec::new() };
    for start in program.entry_points(entry) {
        let name = program.name(start);
        panics(program, start, &rules.panics, &mut report.findings);
        match program.deepest(start) {
            Ok(deepest) => {
                let free = rules.without_stack_limit.iter().any(|one| one.covers(name));
                let limit = (!free).then_some(rules.stack_limit);
                stack(name, limit, &deepest, &mut report.findings);
                report.stack.push(StackLine { function: name.to_owned(), limit, deepest });
            }
            Err(fault) => report.findings.push(Finding::new("stack", format!("{name}: {fault}"))),
        }
    }
    report.stack.sort_by_key(|line| std::cmp::Reverse(line.deepest.bytes));
    indirect(program, rules, &mut report);
    faults(program, &mut report.findings);
    unused(program, rules, &mut report.findings);
    report
}

fn panics(program: &Program, start: u32, allowed: &[Reason], findings: &mut Vec<Finding>) {
    let name = program.name(start);
    // a panic's own functions are no entry points of the driver
    if program.is_panic(start) || allowed.iter().any(|one| one.covers(name)) {
        return;
    }
    let ways = program.ways_to_panic(start);
    findings.extend(ways.iter().map(|way| Finding::new("panics", format!("{name} can panic: {}", way.join(" -> ")))));
}

fn stack(name: &str, limit: Option<u32>, deepest: &Depth, findings: &mut Vec<Finding>) {
    if let Some(limit) = limit.filter(|limit| deepest.bytes > *limit) {
        let text = format!("{name} takes {} bytes of stack, more than {limit} (DRV-1)", deepest.bytes);
        findings.push(Finding::new("stack", text));
    }
}

fn indirect(program: &Program, rules: &ImageRules, report: &mut CodeReport) {
    let mut seen = BTreeSet::new();
    for function in program.functions.values() {
        for call in &function.calls {
            let (what, list, name) = match &call.target {
                Target::Variable(variable) => {
                    let what = format!("{} calls through the variable {variable}", function.name);
                    (what, &rules.called_variables, variable)
                }
                Target::Unknown => {
                    let offset = call.at - function.start;
                    let what = format!("{} calls through a pointer that isn't known at +{offset:#x}", function.name);
                    (what, &rules.indirect_calls, &function.name)
                }
                Target::Own(_) | Target::Import(_) | Target::LookedUp => continue,
            };
            if !seen.insert(what.clone()) {
                continue;
            }
            match list.iter().find(|one| one.covers(name)) {
                Some(rule) => report.allowed_indirect.push(format!("{what}: {}", rule.reason)),
                None => report.findings.push(Finding::new("indirect calls", what)),
            }
        }
    }
}

fn faults(program: &Program, findings: &mut Vec<Finding>) {
    for function in program.functions.values() {
        if function.frame.handler {
            let text = format!("{} has an exception handler or unwinds: a panic must abort", function.name);
            findings.push(Finding::new("code", text));
        }
        if function.name.contains("__chkstk") {
            findings.push(Finding::new("code", "a frame of a page or more: __chkstk is linked".to_owned()));
        }
        findings.extend(function.faults.iter().map(|fault| Finding::new("code", fault.clone())));
    }
}

/// An exception that nothing needs any more is taken out of the file.
fn unused(program: &Program, rules: &ImageRules, findings: &mut Vec<Finding>) {
    let lists = [&rules.without_stack_limit, &rules.indirect_calls, &rules.panics];
    for rule in lists.into_iter().flatten() {
        if !program.functions.values().any(|function| rule.covers(&function.name)) {
            let text = format!("the exception for {} ({}) covers no function of the image", rule.name, rule.reason);
            findings.push(Finding::new("rules", text));
        }
    }
}
