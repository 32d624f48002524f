//! The call graph: who is called from outside, what a panic is reached from, how deep the stack gets.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::code::{Function, Program, Target};

/// Functions that begin a panic, by what their names start with.
const PANICS: [&str; 12] = [
    "core::panicking::",
    "core::option::unwrap_failed",
    "core::option::expect_failed",
    "core::result::unwrap_failed",
    "core::slice::index::slice_",
    "core::slice::copy_from_slice_impl::len_mismatch_fail",
    "core::str::slice_error_fail",
    "core::cell::panic_",
    "core::num::int_log10::panic_",
    "alloc::alloc::handle_alloc_error",
    "alloc::raw_vec::",
    "__rustc::rust_begin_unwind",
];

/// The import by which the panic handler stops the machine.
const STOPS: &str = "KeBugCheckEx";

impl Program {
    /// The entry point and everything whose address is taken: what Windows may call.
    pub fn entry_points(&self, entry: u32) -> BTreeSet<u32> {
        self.pointed_to.iter().copied().chain([entry]).filter(|start| self.functions.contains_key(start)).collect()
    }

    /// A function's name.
    pub fn name(&self, start: u32) -> &str {
        self.functions.get(&start).map_or("?", |function| &function.name)
    }

    /// Whether a function begins a panic.
    pub fn is_panic(&self, start: u32) -> bool {
        let Some(function) = self.functions.get(&start) else { return false };
        let stops = |target: &Target| matches!(target, Target::Import(name) if name == STOPS);
        PANICS.iter().any(|prefix| function.name.starts_with(prefix))
            || function.name.contains("::len_mismatch_fail")
            || function.calls.iter().any(|call| stops(&call.target))
    }

    /// The shortest way from a function to each call that begins a panic: names, then the places in the source.
    pub fn ways_to_panic(&self, from: u32) -> Vec<Vec<String>> {
        let mut ways = Vec::new();
        let mut came_from: BTreeMap<u32, u32> = BTreeMap::new();
        let mut work = VecDeque::from([from]);
        while let Some(at) = work.pop_front() {
            let next: BTreeSet<u32> = self.functions.get(&at).into_iter().flat_map(own_calls).collect();
            for next in next {
                if self.is_panic(next) {
                    ways.push(self.way(at, &came_from, next));
                } else if next != from && !came_from.contains_key(&next) {
                    came_from.insert(next, at);
                    work.push_back(next);
                }
            }
        }
        ways
    }

    fn way(&self, caller: u32, came_from: &BTreeMap<u32, u32>, panic: u32) -> Vec<String> {
        let mut way = vec![panic, caller];
        while let Some(before) = way.last().and_then(|last| came_from.get(last)) {
            way.push(*before);
        }
        let mut names: Vec<String> = way.iter().rev().map(|start| self.name(*start).to_owned()).collect();
        names.extend(Some(self.places(caller, panic)).filter(|places| !places.is_empty()));
        names
    }

    /// The places in the source at which a function begins a panic.
    fn places(&self, caller: u32, panic: u32) -> String {
        let calls = self.functions.get(&caller).into_iter().flat_map(|function| &function.calls);
        let here = calls.filter(|call| call.target == Target::Own(panic)).filter_map(|call| call.place.clone());
        here.collect::<Vec<_>>().join(", ")
    }

    /// Own stack along a function's deepest chain of calls, return addresses included; the error names a recursion.
    pub fn deepest(&self, from: u32) -> Result<Depth, String> {
        self.depth(from, &mut Vec::new(), &mut BTreeMap::new())
    }

    fn depth(&self, at: u32, above: &mut Vec<u32>, known: &mut BTreeMap<u32, Depth>) -> Result<Depth, String> {
        if let Some(depth) = known.get(&at) {
            return Ok(depth.clone());
        }
        if above.contains(&at) {
            return Err(format!("{} calls itself: no bound on its stack", self.name(at)));
        }
        let Some(function) = self.functions.get(&at) else { return Ok(Depth::default()) };
        above.push(at);
        let own = RETURN_ADDRESS + function.frame.bytes + function.alignment;
        let mut deepest = Depth { bytes: own, chain: vec![(at, own)] };
        for call in &function.calls {
            let Target::Own(next) = call.target else { continue };
            if call.tail && next == at {
                continue; // a loop
            }
            let below = self.depth(next, above, known)?;
            let bytes = if call.tail { below.bytes } else { own + below.bytes };
            if bytes > deepest.bytes {
                let head = (at, if call.tail { 0 } else { own });
                deepest = Depth { bytes, chain: [head].into_iter().chain(below.chain).collect() };
            }
        }
        above.pop();
        known.insert(at, deepest.clone());
        Ok(deepest)
    }
}

/// What a call puts on the stack.
const RETURN_ADDRESS: u32 = 8;

/// A deepest chain: its bytes, and each function on it with its own part.
#[derive(Clone, Default, Debug)]
pub struct Depth {
    pub bytes: u32,
    pub chain: Vec<(u32, u32)>,
}

fn own_calls(function: &Function) -> impl Iterator<Item = u32> + '_ {
    function.calls.iter().filter_map(|call| match call.target {
        Target::Own(start) => Some(start),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Call;
    use crate::unwind::Frame;

    fn function(start: u32, name: &str, bytes: u32, calls: &[(Target, bool)]) -> (u32, Function) {
        let calls = calls
            .iter()
            .map(|(target, tail)| Call { at: start, target: target.clone(), tail: *tail, place: None })
            .collect();
        let frame = Frame { bytes, ..Frame::default() };
        let name = name.to_owned();
        (start, Function { start, name, frame, alignment: 0, calls, takes: BTreeSet::new(), faults: Vec::new() })
    }

    fn program(functions: Vec<(u32, Function)>) -> Program {
        Program { functions: functions.into_iter().collect(), pointed_to: BTreeSet::from([20]) }
    }

    #[test]
    fn stack_adds_up_along_the_deepest_chain() {
        let all = program(vec![
            function(10, "a", 100, &[(Target::Own(20), false), (Target::Own(30), false)]),
            function(20, "b", 50, &[(Target::Own(30), false)]),
            function(30, "c", 200, &[(Target::Import("x".into()), false)]),
        ]);
        let depth = all.deepest(10).unwrap();
        assert_eq!(depth.bytes, 108 + 58 + 208);
        assert_eq!(depth.chain, [(10, 108), (20, 58), (30, 208)]);
    }

    #[test]
    fn a_tail_call_gives_its_frame_back() {
        let all = program(vec![function(10, "a", 1000, &[(Target::Own(20), true)]), function(20, "b", 1500, &[])]);
        assert_eq!(all.deepest(10).unwrap().bytes, 1508);
    }

    #[test]
    fn recursion_is_an_error() {
        let all = program(vec![
            function(10, "a", 8, &[(Target::Own(20), false)]),
            function(20, "b", 8, &[(Target::Own(10), false)]),
        ]);
        assert!(all.deepest(10).unwrap_err().contains("calls itself"));
    }

    #[test]
    fn a_panic_is_found_through_calls_and_through_the_stop_of_the_machine() {
        let all = program(vec![
            function(10, "a", 8, &[(Target::Own(20), false)]),
            function(20, "b", 8, &[(Target::Own(30), true)]),
            function(30, "core::panicking::panic_bounds_check", 8, &[]),
            function(40, "c", 8, &[(Target::Own(50), false)]),
            function(50, "inlined handler", 8, &[(Target::Import("KeBugCheckEx".into()), false)]),
            function(60, "d", 8, &[(Target::Import("IoCreateDevice".into()), false)]),
        ]);
        assert_eq!(all.ways_to_panic(10), [["a", "b", "core::panicking::panic_bounds_check"]]);
        assert_eq!(all.ways_to_panic(40), [["c", "inlined handler"]]);
        assert!(all.ways_to_panic(60).is_empty());
    }

    #[test]
    fn entry_points_are_the_entry_and_all_that_is_pointed_to() {
        let all = program(vec![function(10, "DriverEntry", 8, &[]), function(20, "dispatch", 8, &[])]);
        assert_eq!(all.entry_points(10), BTreeSet::from([10, 20]));
    }
}
