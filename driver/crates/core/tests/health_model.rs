//! HLT-3, STR-15: random lives of handles, losses, repairs and queries against a slow model with a list of handles.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use edr_core::latches::HandleLatches;
use edr_core::watched_callback::WatchedCallback;
use proptest::prelude::*;
use support::health::{at, Machine};
use support::runner;
use wire::CallbackHealth::{NotRegistered, Registered};

#[derive(Clone, Debug)]
enum Step {
    Open,
    Close(usize),
    Lose(usize),
    SetRepairable(usize, bool),
    Query(Option<usize>),
    FailingQuery(Option<usize>, u32),
}

fn step() -> impl Strategy<Value = Step> {
    let handle = prop::option::weighted(0.9, any::<usize>());
    prop_oneof![
        1 => Just(Step::Open),
        1 => any::<usize>().prop_map(Step::Close),
        4 => (0..4usize).prop_map(Step::Lose),
        2 => (0..4usize, any::<bool>()).prop_map(|(callback, works)| Step::SetRepairable(callback, works)),
        6 => handle.clone().prop_map(Step::Query),
        1 => (handle, 0..5u32).prop_map(|(handle, canaries)| Step::FailingQuery(handle, canaries)),
    ]
}

/// HLT-3 in its words: a list of open handles, each with its own latches.
struct Slow {
    open: Vec<(usize, [bool; 4])>,
    /// What the last query, or load, left missing.
    missing: [bool; 4],
    /// What a query that failed had found missing and may have mended since.
    pending: [bool; 4],
}

#[test]
fn hlt3_random_lives_are_the_models() {
    let outcome = runner(300, 21).run(&prop::collection::vec(step(), 1..60), |steps| {
        let mut machine = Machine::new();
        let mut handles: Vec<HandleLatches> = vec![];
        let mut slow = Slow { open: vec![], missing: [false; 4], pending: [false; 4] };
        for step in steps {
            match step {
                Step::Open => {
                    slow.open.push((handles.len(), [false; 4]));
                    handles.push(machine.latches.open());
                }
                Step::Close(which) if !handles.is_empty() => {
                    let which = which % handles.len();
                    handles[which].close();
                    slow.open.retain(|(open, _)| *open != which);
                }
                Step::Close(_) => {}
                Step::Lose(callback) => machine.system.stands[callback] = false,
                Step::SetRepairable(callback, works) => machine.system.repairable[callback] = works,
                Step::Query(who) => query(&mut machine, &handles, &mut slow, who, None),
                Step::FailingQuery(who, canaries) => query(&mut machine, &handles, &mut slow, who, Some(canaries)),
            }
        }
        Ok(())
    });
    outcome.unwrap_or_else(|failure| panic!("{failure}"));
}

fn query(machine: &mut Machine, handles: &[HandleLatches], slow: &mut Slow, who: Option<usize>, canaries: Option<u32>) {
    let who = who.and_then(|which| which.checked_rem(handles.len()));
    let stood = machine.system.stands;
    machine.system.canaries = canaries;
    let result = machine.monitor.query(&mut machine.system, &machine.latches, who.and_then(|which| handles.get(which)));
    machine.system.canaries = None;
    let Ok(report) = result else {
        // three canaries were sent, so that everything was looked at
        if canaries.unwrap() >= 3 {
            (1..4).for_each(|callback| slow.pending[callback] |= !stood[callback]);
        }
        return;
    };
    let now = machine.system.stands;
    let mut lost: [bool; 4] = std::array::from_fn(|callback| !stood[callback] || slow.pending[callback]);
    lost[0] |= !now[0];
    let discovered: [bool; 4] = std::array::from_fn(|callback| lost[callback] && !slow.missing[callback]);
    for (_, latches) in &mut slow.open {
        (0..4).for_each(|callback| latches[callback] |= discovered[callback]);
    }
    let own = slow.open.iter_mut().find(|(open, _)| Some(*open) == who);
    let latched = own.map_or([false; 4], |(_, latches)| std::mem::take(latches));
    (slow.missing, slow.pending) = (now.map(|stands| !stands), [false; 4]);
    for callback in WatchedCallback::ALL {
        let stands = now[at(callback)] && !latched[at(callback)];
        assert_eq!(report.health(callback), if stands { Registered } else { NotRegistered }, "{callback:?}");
    }
    let events: Vec<_> = WatchedCallback::ALL.into_iter().filter(|callback| discovered[at(*callback)]).collect();
    assert_eq!(report.discoveries().map(|(callback, _)| callback).collect::<Vec<_>>(), events);
    report.discoveries().for_each(|(callback, repaired)| assert_eq!(repaired, now[at(callback)]));
}
