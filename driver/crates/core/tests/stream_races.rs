//! STR-9, STR-10: publishers, receivers, cancellers and a STOP on threads of their own, under a lock as in the driver, with
//! Windows' own way of racing for a request: who takes the cancel routine out owns it. Every request ends once, every event is
//! delivered once or counted.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use edr_core::event_encoder::EventEncoder;
use edr_core::event_fields::EventFields;
use edr_core::event_stream::{EventStream, Received, StreamGrant};
use edr_core::receive_queue::Receive;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread;
use wire::enums::EventType;
use wire::{batch, status, Token};

/// What an IRP holds of cancellation, and how often it was completed.
#[derive(Default)]
struct Irp {
    routine_set: AtomicBool,
    cancelled: AtomicBool,
    completions: AtomicU32,
    events: Mutex<Vec<u64>>,
}

struct PendingIrp {
    irp: Arc<Irp>,
    output: Vec<u8>,
}

impl Receive for PendingIrp {
    fn pend(&mut self) -> bool {
        self.irp.routine_set.store(true, SeqCst);
        !(self.irp.cancelled.load(SeqCst) && self.irp.routine_set.swap(false, SeqCst))
    }

    fn claim(&mut self) -> bool {
        self.irp.routine_set.swap(false, SeqCst)
    }

    fn output(&mut self) -> &mut [u8] {
        &mut self.output
    }
}

type Shared = Arc<Mutex<EventStream<Vec<u8>, PendingIrp>>>;

fn complete(irp: &Irp, batch: &[u8]) {
    if !batch.is_empty() {
        batch::decode(batch, |event| irp.events.lock().unwrap().push(event.header.sequence)).unwrap();
    }
    irp.completions.fetch_add(1, SeqCst);
}

/// IoCancelIrp, then the routine if it was still there.
fn cancel(stream: &Shared, irp: &Arc<Irp>) {
    irp.cancelled.store(true, SeqCst);
    if irp.routine_set.swap(false, SeqCst) {
        let found = stream.lock().unwrap().cancel(|receive| Arc::ptr_eq(&receive.irp, irp));
        drop(found);
        complete(irp, &[]);
    }
}

fn receive(stream: &Shared, irp: &Arc<Irp>) {
    let arrived = PendingIrp { irp: irp.clone(), output: vec![0; 4096] };
    let received = stream.lock().unwrap().receive(arrived);
    match received {
        Received::Served(served) => complete(irp, &served.receive.output[..served.bytes as usize]),
        Received::Pending => {}
        Received::Cancelled(_) | Received::Refused(..) => complete(irp, &[]),
    }
}

fn publish(stream: &Shared, events: u32) {
    for at in 0..events {
        let fields = EventFields { detail0: at, ..EventFields::new(EventType::ProcessExit, 1) };
        let served = stream.lock().unwrap().publish(&EventEncoder::new(&fields));
        if let Some(served) = served {
            complete(&served.receive.irp, &served.receive.output[..served.bytes as usize]);
        }
        thread::yield_now();
    }
}

fn race(round: usize) {
    let grant = StreamGrant { token: Token([1; 16]), event_mask: 127, queue_bytes: 16_384 };
    let stream: Shared = Arc::new(Mutex::new(EventStream::new(grant, vec![0; 16_384])));
    let irps: Vec<Arc<Irp>> = (0..200).map(|_| Arc::default()).collect();
    let (stopped, totals) = thread::scope(|scope| {
        scope.spawn(|| publish(&stream, 300));
        scope.spawn(|| publish(&stream, 300));
        scope.spawn(|| irps.iter().for_each(|irp| receive(&stream, irp)));
        // some before they arrive, some that pend, some that are done
        scope.spawn(|| irps.iter().step_by(3).for_each(|irp| cancel(&stream, irp)));
        scope.spawn(|| irps.iter().rev().step_by(4).for_each(|irp| cancel(&stream, irp)));
        let stop = scope.spawn(|| {
            (0..round * 5 % 400).for_each(|_| thread::yield_now());
            let totals = stream.lock().unwrap().close(status::NOT_FOUND);
            let mut ended = Vec::new();
            loop {
                let taken = stream.lock().unwrap().take_receive();
                let Some(receive) = taken else { break };
                complete(&receive.irp, &[]);
                ended.push(receive.irp);
            }
            (ended.len(), totals)
        });
        stop.join().unwrap()
    });
    let mut delivered: Vec<u64> = irps.iter().flat_map(|irp| irp.events.lock().unwrap().clone()).collect();
    for (at, irp) in irps.iter().enumerate() {
        assert_eq!(irp.completions.load(SeqCst), 1, "receive {at} of round {round}, {stopped} stopped");
    }
    let count = delivered.len() as u64;
    delivered.sort_unstable();
    delivered.dedup();
    assert_eq!((delivered.len() as u64, count), (totals.delivered, totals.delivered), "round {round}");
    assert!(delivered.last().is_none_or(|last| *last <= totals.delivered + totals.dropped));
}

#[test]
fn str9_str10_racing_threads_end_each_receive_once_and_count_each_event() {
    (0..25).for_each(race);
}
