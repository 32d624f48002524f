//! What the tests of streams share.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

pub mod driver;
pub mod health;
pub mod model;

use edr_core::receive_queue::Receive;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use std::cell::Cell;
use std::rc::Rc;
use wire::batch;
use wire::structs::EventBatch;

/// Where a receive's cancellation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cancel {
    /// Nobody asked for it.
    No,
    /// It was asked for before the receive arrived, and the receive can be taken back when it pends.
    Before,
    /// The same, but the routine gets hold of the receive when it pends.
    BeforeAndWon,
    /// It has won: the cancel routine owns the receive and waits for the lock.
    Won,
    /// The stream took the receive first.
    Lost,
}

/// A receive of a test: an IRP's cancellation is a value that the test sets.
#[derive(Debug)]
pub struct TestReceive {
    pub id: u64,
    pub cancel: Rc<Cell<Cancel>>,
    pub output: Vec<u8>,
    pub pended: bool,
}

/// What fills outputs at first, so that unwritten bytes show (IOC-6).
pub const UNWRITTEN: u8 = 0xA5;

impl TestReceive {
    pub fn new(id: u64, output_length: usize) -> Self {
        let cancel = Rc::new(Cell::new(Cancel::No));
        TestReceive { id, cancel, output: vec![UNWRITTEN; output_length], pended: false }
    }
}

impl Receive for TestReceive {
    fn pend(&mut self) -> bool {
        assert!(!self.pended, "receive {} pends twice", self.id);
        self.pended = true;
        if self.cancel.get() == Cancel::BeforeAndWon {
            self.cancel.set(Cancel::Won);
        }
        self.cancel.get() != Cancel::Before
    }

    fn claim(&mut self) -> bool {
        assert!(self.pended, "receive {} is claimed but never pended", self.id);
        let claimed = self.cancel.get() == Cancel::No;
        if claimed {
            self.cancel.set(Cancel::Lost);
        }
        claimed
    }

    fn output(&mut self) -> &mut [u8] {
        assert!(!self.pended || self.cancel.get() == Cancel::Lost, "receive {} is written while cancellable", self.id);
        &mut self.output
    }
}

/// A batch's sequences and first details, and what it says was dropped.
pub fn parse(bytes: &[u8]) -> (Vec<u64>, Vec<u32>, u32) {
    let (mut numbers, mut marks) = (vec![], vec![]);
    let header: EventBatch = batch::decode(bytes, |event| {
        numbers.push(event.header.sequence);
        marks.push(event.header.detail0);
    })
    .unwrap();
    (numbers, marks, header.dropped)
}

/// A runner whose cases are the same on every machine and at any time.
pub fn runner(cases: u32, seed: u8) -> TestRunner {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 20_000, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &[seed; 32]))
}
