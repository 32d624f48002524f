//! STR-4 to STR-10 and STR-16: random sequences of events, receives, cancellations and closing against the model, each step
//! compared byte by byte. Includes claims that are lost to cancel routines which have not run yet.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use edr_core::event_encoder::EventEncoder;
use edr_core::event_stream::{EventStream, Received, Served, StreamGrant};
use edr_core::stream_account::StreamAccount;
use proptest::prelude::*;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;
use support::model::{Happening, Model, Outcome};
use support::{runner, Cancel, TestReceive, UNWRITTEN};
use wire::enums::EventType;
use wire::{batch, status, Token};

const TOKEN: [u8; 16] = *b"0123456789abcdef";

#[derive(Clone, Debug)]
enum Step {
    Publish(Happening),
    Lose,
    Receive {
        output_length: usize,
        cancel: Cancel,
    },
    /// Cancellation of one of the receives that pend wins; its routine doesn't run yet.
    CancelWins(usize),
    /// One of the waiting cancel routines runs.
    RoutineRuns(usize),
    Close,
}

fn unit() -> impl Strategy<Value = u16> {
    prop_oneof![4 => 0x20..0x7Fu16, 1 => 0xD800..0xE000u16, 1 => any::<u16>()]
}

/// Lengths near the limits, small ones, and any.
fn name(limit: usize) -> impl Strategy<Value = Vec<u16>> {
    let length = prop_oneof![6 => 0..40usize, 2 => limit - 2..limit + 3, 1 => 0..limit + 100];
    (length, prop::collection::vec(unit(), 1..8)).prop_map(|(length, units)| {
        let endless = units.into_iter().cycle();
        endless.take(length).collect()
    })
}

fn happening() -> impl Strategy<Value = Happening> {
    let event_type = prop::sample::select(EventType::ALL);
    let flags = prop::sample::select(&[0u16, 1, 8, 9][..]);
    let numbers = (any::<u64>(), any::<[u32; 4]>(), any::<u64>());
    (event_type, flags, numbers, name(1024), name(512)).prop_map(|(event_type, flags, numbers, name, name2)| {
        let (timestamp, numbers, detail2) = numbers;
        Happening { event_type, flags, timestamp, numbers, detail2, name, name2 }
    })
}

fn step() -> impl Strategy<Value = Step> {
    let output = prop_oneof![3 => 4096..4200usize, 2 => 4096..70_000usize, 1 => Just(65_536usize)];
    let cancel = prop_oneof![8 => Just(Cancel::No), 1 => Just(Cancel::Before), 1 => Just(Cancel::BeforeAndWon)];
    prop_oneof![
        40 => happening().prop_map(Step::Publish),
        2 => Just(Step::Lose),
        40 => (output, cancel).prop_map(|(output_length, cancel)| Step::Receive { output_length, cancel }),
        12 => any::<usize>().prop_map(Step::CancelWins),
        8 => any::<usize>().prop_map(Step::RoutineRuns),
        1 => Just(Step::Close),
    ]
}

/// The stream beside its model.
struct Pair {
    stream: EventStream<Vec<u8>, TestReceive>,
    model: Model,
    next_id: u64,
    /// Receives that pend and are not cancelled, by id.
    pending: BTreeMap<u64, Rc<Cell<Cancel>>>,
    /// Receives whose cancel routine has still to run.
    routines: Vec<u64>,
    /// Ids of receives that have been completed.
    completed: Vec<u64>,
    batches: Vec<Vec<u8>>,
    first_number: u64,
}

impl Pair {
    fn new(queue_bytes: usize, dropped: u64, untold: u32) -> Self {
        let grant = StreamGrant { token: Token(TOKEN), event_mask: 127, queue_bytes: queue_bytes as u32 };
        let account = StreamAccount::with_dropped(dropped, untold);
        Pair {
            stream: EventStream::with_account(grant, vec![UNWRITTEN; queue_bytes], account),
            model: Model::new(TOKEN, queue_bytes, dropped, untold),
            next_id: 0,
            pending: BTreeMap::new(),
            routines: vec![],
            completed: vec![],
            batches: vec![],
            first_number: dropped + 1,
        }
    }

    fn run(&mut self, step: &Step) {
        match step {
            Step::Publish(happening) => self.publish(happening),
            Step::Lose => {
                self.stream.lose();
                self.model.lose();
            }
            Step::Receive { output_length, cancel } => self.receive(*output_length, *cancel),
            Step::CancelWins(which) => self.cancel_wins(*which),
            Step::RoutineRuns(which) => self.routine_runs(*which),
            Step::Close => self.close(),
        }
        assert_eq!(self.stream.queued() as usize, self.model.queue.len());
        assert_eq!(self.stream.pending(), self.model.waiting.len());
        assert!(self.stream.queued() == 0 || self.stream.pending() == 0, "STR-4: events and receives wait at once");
    }

    fn publish(&mut self, happening: &Happening) {
        let expected = self.model.publish(happening);
        let fields = happening.fields();
        let outcome = match self.stream.publish(&EventEncoder::new(&fields)) {
            Some(served) => self.served(served, true),
            None => Outcome::Nothing,
        };
        assert_eq!(outcome, expected);
    }

    /// Checks a completed receive and notes its batch.
    fn served(&mut self, served: Served<TestReceive>, pended: bool) -> Outcome {
        let Served { receive, bytes } = served;
        assert_eq!(receive.pended, pended);
        if pended {
            assert!(self.pending.remove(&receive.id).is_some(), "receive {} was not pending", receive.id);
        }
        let (batch, rest) = receive.output.split_at(bytes as usize);
        assert!(rest.iter().all(|byte| *byte == UNWRITTEN), "IOC-5: bytes behind the batch were written");
        self.complete(receive.id);
        self.batches.push(batch.to_vec());
        Outcome::Batch { id: receive.id, batch: batch.to_vec() }
    }

    fn complete(&mut self, id: u64) {
        assert!(!self.completed.contains(&id), "receive {id} completes twice");
        self.completed.push(id);
    }

    fn receive(&mut self, output_length: usize, cancel: Cancel) {
        self.next_id += 1;
        let id = self.next_id;
        let receive = TestReceive::new(id, output_length);
        receive.cancel.set(cancel);
        let shared = receive.cancel.clone();
        let expected = self.model.receive(id, output_length, cancel == Cancel::Before, cancel == Cancel::BeforeAndWon);
        let outcome = match self.stream.receive(receive) {
            Received::Served(served) => self.served(served, false),
            Received::Pending => {
                if shared.get() == Cancel::Won {
                    self.routines.push(id);
                } else {
                    self.pending.insert(id, shared);
                }
                Outcome::Pending
            }
            Received::Cancelled(receive) => {
                self.complete(receive.id);
                Outcome::CancelledAtOnce
            }
            Received::Refused(receive, status) => {
                assert!(!receive.pended);
                self.complete(receive.id);
                Outcome::Refused(status)
            }
        };
        assert_eq!(outcome, expected);
    }

    fn cancel_wins(&mut self, which: usize) {
        let Some(id) = pick(&self.pending.keys().copied().collect::<Vec<_>>(), which) else { return };
        self.pending.remove(&id).unwrap().set(Cancel::Won);
        self.routines.push(id);
        self.model.waiting.iter_mut().find(|waiting| waiting.id == id).unwrap().lost = true;
    }

    fn routine_runs(&mut self, which: usize) {
        let Some(id) = pick(&self.routines, which) else { return };
        self.routines.retain(|other| *other != id);
        let was_there = self.model.waiting.iter().any(|waiting| waiting.id == id);
        let found = self.stream.cancel(|receive| receive.id == id);
        assert_eq!(found.map(|receive| receive.id), was_there.then_some(id));
        self.model.cancelled(id);
        self.complete(id);
    }

    fn close(&mut self) {
        let ended = self.model.close(status::NOT_FOUND);
        let totals = self.stream.close(status::NOT_FOUND);
        assert_eq!((totals.delivered, totals.dropped), (self.model.delivered, self.model.dropped));
        assert_eq!(totals.delivered + totals.dropped, self.model.last, "STR-8: the sum is the last number given");
        let mut own = Vec::new();
        while let Some(receive) = self.stream.take_receive() {
            assert_eq!(receive.cancel.get(), Cancel::Lost);
            self.pending.remove(&receive.id).unwrap();
            self.complete(receive.id);
            own.push(receive.id);
        }
        assert_eq!(own, ended, "STR-10: oldest first");
    }

    /// STR-7, STR-8, STR-9 over the whole life: every number once, every receive once.
    fn end(mut self) {
        self.close();
        while !self.routines.is_empty() {
            self.routine_runs(0);
        }
        assert!(self.pending.is_empty());
        self.completed.sort_unstable();
        assert_eq!(self.completed, (1..=self.next_id).collect::<Vec<_>>(), "each receive ends once");
        let mut delivered = 0;
        let mut last = self.first_number - 1;
        for bytes in &self.batches {
            batch::decode(bytes, |event| {
                assert!(event.header.sequence > last, "STR-8: numbers grow from batch to batch");
                last = event.header.sequence;
                delivered += 1;
            })
            .unwrap();
        }
        assert_eq!(delivered, self.model.delivered);
        assert!(last <= self.model.last);
        assert_eq!(self.stream.into_memory().len(), self.model.capacity);
    }
}

fn pick(ids: &[u64], which: usize) -> Option<u64> {
    ids.get(which.checked_rem(ids.len())?).copied()
}

fn run_against_model(cases: u32, seed: u8, steps: impl Strategy<Value = Vec<Step>>, start: (u64, u32)) {
    let queue = prop::sample::select(&[16_384usize, 20_480, 65_536][..]);
    let outcome = runner(cases, seed).run(&(queue, steps), |(queue_bytes, steps)| {
        let mut pair = Pair::new(queue_bytes, start.0, start.1);
        steps.iter().for_each(|step| pair.run(step));
        pair.end();
        Ok(())
    });
    if let Err(failure) = outcome {
        panic!("{failure}");
    }
}

#[test]
fn str7_str8_str9_random_life_is_the_models() {
    run_against_model(120, 1, prop::collection::vec(step(), 1..120), (0, 0));
}

/// Few receives: the queue fills, wraps and drops.
#[test]
fn str16_full_queue_is_the_models() {
    let publish = || happening().prop_map(Step::Publish);
    let receive = (4096..12_000usize).prop_map(|output_length| Step::Receive { output_length, cancel: Cancel::No });
    let steps = prop_oneof![5 => publish(), 2 => receive];
    run_against_model(40, 2, prop::collection::vec(steps, 50..300), (0, 0));
}

/// STR-16: small sizes near each other and some that divide the queue, so that an event often ends
/// where the room does, or 8 bytes behind it.
#[test]
fn str16_queue_that_fills_exactly_is_the_models() {
    let publish =
        (happening(), prop::sample::select(&[56usize, 64, 72, 256, 1024, 2048][..])).prop_map(|(mut event, size)| {
            let units = vec![0x61; (size - 56) / 2];
            let (name, name2) = units.split_at(units.len().min(1000));
            (event.name, event.name2) = (name.to_vec(), name2.to_vec());
            Step::Publish(event)
        });
    let receive = (4096..9000usize).prop_map(|output_length| Step::Receive { output_length, cancel: Cancel::No });
    let steps = prop_oneof![25 => publish, 1 => receive];
    run_against_model(40, 6, prop::collection::vec(steps, 50..200), (0, 0));
}

/// STR-8: `dropped` of a batch stops at 0xFFFFFFFF, STOP's goes on.
#[test]
fn str8_counts_near_their_edge_are_the_models() {
    let receive = (4096..9000usize).prop_map(|output_length| Step::Receive { output_length, cancel: Cancel::No });
    let steps = || prop_oneof![6 => Just(Step::Lose), 2 => happening().prop_map(Step::Publish), 1 => receive.clone()];
    run_against_model(60, 3, prop::collection::vec(steps(), 1..20), (0xFFFF_FFF8, 0xFFFF_FFF8));
    run_against_model(30, 4, prop::collection::vec(steps(), 1..20), (0x1_0000_0005, 0xFFFF_FFFF));
}

/// STR-6: the 65th receive is refused, whoever came and went before.
#[test]
fn str6_many_receives_are_the_models() {
    let receive = Just(Step::Receive { output_length: 4096, cancel: Cancel::No });
    let small = happening().prop_map(|mut happening| {
        happening.name.truncate(4);
        happening.name2.clear();
        Step::Publish(happening)
    });
    let cancel = any::<usize>().prop_map(Step::CancelWins);
    let routine = any::<usize>().prop_map(Step::RoutineRuns);
    let steps = prop_oneof![12 => receive, 2 => small, 2 => cancel, 2 => routine];
    run_against_model(25, 5, prop::collection::vec(steps, 80..260), (0, 0));
}
