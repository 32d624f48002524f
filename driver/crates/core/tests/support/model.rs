//! A stream that is slow and obviously right: vectors of whole events and of receives, written from the contract's words.

use edr_core::event_fields::{EventFields, Name};
use wire::enums::EventType;

/// An event as a callback knows it.
#[derive(Clone, Debug)]
pub struct Happening {
    pub event_type: EventType,
    pub flags: u16,
    pub timestamp: u64,
    pub numbers: [u32; 4],
    pub detail2: u64,
    pub name: Vec<u16>,
    pub name2: Vec<u16>,
}

impl Happening {
    pub fn fields(&self) -> EventFields<'_> {
        let [process_id, thread_id, detail0, detail1] = self.numbers;
        EventFields {
            event_type: self.event_type,
            flags: self.flags,
            timestamp: self.timestamp,
            process_id,
            thread_id,
            detail0,
            detail1,
            detail2: self.detail2,
            name: Name::whole(&self.name),
            name2: Name::whole(&self.name2),
        }
    }

    /// EVT-1, section 1: the event's bytes.
    pub fn bytes(&self, sequence: u64) -> Vec<u8> {
        let (name, name_cut) = cut(&self.name, 1024);
        let (name2, name2_cut) = cut(&self.name2, 512);
        let flags = self.flags | if name_cut { 2 } else { 0 } | if name2_cut { 4 } else { 0 };
        let mut out = vec![0; 4];
        out.extend((self.event_type as u16).to_le_bytes());
        out.extend(flags.to_le_bytes());
        out.extend(sequence.to_le_bytes());
        out.extend(self.timestamp.to_le_bytes());
        self.numbers.iter().for_each(|number| out.extend(number.to_le_bytes()));
        out.extend(self.detail2.to_le_bytes());
        out.extend((2 * name.len() as u16).to_le_bytes());
        out.extend((2 * name2.len() as u16).to_le_bytes());
        out.extend([0; 4]);
        name.iter().chain(name2).for_each(|unit| out.extend(unit.to_le_bytes()));
        while out.len() % 8 != 0 {
            out.push(0);
        }
        let size = out.len() as u32;
        out[..4].copy_from_slice(&size.to_le_bytes());
        out
    }
}

fn cut(name: &[u16], limit: usize) -> (&[u16], bool) {
    if name.len() <= limit {
        return (name, false);
    }
    let parted = char::decode_utf16(name[limit - 1..=limit].iter().copied()).count() == 1;
    (&name[..if parted { limit - 1 } else { limit }], true)
}

/// A receive that pends, as the model sees it.
#[derive(Clone, Debug)]
pub struct Waiting {
    pub id: u64,
    /// Its cancellation has won; its routine waits.
    pub lost: bool,
}

/// What becomes of a receive or an event.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Receive `id` completes with a batch.
    Batch {
        id: u64,
        batch: Vec<u8>,
    },
    Pending,
    CancelledAtOnce,
    Refused(i32),
    /// An event that completed no receive.
    Nothing,
}

/// The stream.
#[derive(Debug)]
pub struct Model {
    pub token: [u8; 16],
    pub capacity: usize,
    pub queue: Vec<Vec<u8>>,
    pub waiting: Vec<Waiting>,
    pub last: u64,
    pub delivered: u64,
    pub dropped: u64,
    /// Without limit; a batch tells at most 0xFFFFFFFF.
    pub untold: u64,
    pub closed: Option<i32>,
}

impl Model {
    pub fn new(token: [u8; 16], capacity: usize, dropped: u64, untold: u32) -> Self {
        let untold = u64::from(untold);
        Model {
            token,
            capacity,
            queue: vec![],
            waiting: vec![],
            last: dropped,
            delivered: 0,
            dropped,
            untold,
            closed: None,
        }
    }

    fn batch(&mut self, id: u64, events: &[Vec<u8>]) -> Outcome {
        let body = events.concat();
        let mut batch = Vec::new();
        batch.extend(1u32.to_le_bytes());
        batch.extend((32 + body.len() as u32).to_le_bytes());
        batch.extend(self.token);
        batch.extend((events.len() as u32).to_le_bytes());
        batch.extend((self.untold.min(0xFFFF_FFFF) as u32).to_le_bytes());
        batch.extend(body);
        self.untold = 0;
        self.delivered += events.len() as u64;
        Outcome::Batch { id, batch }
    }

    fn drop_events(&mut self, events: u64) {
        self.dropped += events;
        self.untold += events;
    }

    pub fn publish(&mut self, event: &Happening) -> Outcome {
        if self.closed.is_some() {
            return Outcome::Nothing;
        }
        self.last += 1;
        let bytes = event.bytes(self.last);
        while !self.waiting.is_empty() {
            let oldest = self.waiting.remove(0);
            if !oldest.lost {
                return self.batch(oldest.id, &[bytes]);
            }
        }
        if self.queue.concat().len() + bytes.len() <= self.capacity {
            self.queue.push(bytes);
        } else {
            self.drop_events(1);
        }
        Outcome::Nothing
    }

    pub fn lose(&mut self) {
        if self.closed.is_none() {
            self.last += 1;
            self.drop_events(1);
        }
    }

    pub fn receive(&mut self, id: u64, output_length: usize, taken_back: bool, lost: bool) -> Outcome {
        if let Some(status) = self.closed {
            return Outcome::Refused(status);
        }
        if !self.queue.is_empty() {
            let limit = output_length.min(65_536);
            let mut events: Vec<Vec<u8>> = Vec::new();
            while !self.queue.is_empty() && 32 + events.concat().len() + self.queue[0].len() <= limit {
                events.push(self.queue.remove(0));
            }
            return self.batch(id, &events);
        }
        if self.waiting.len() >= 64 {
            return Outcome::Refused(0xC000_009A_u32 as i32);
        }
        if taken_back {
            return Outcome::CancelledAtOnce;
        }
        self.waiting.push(Waiting { id, lost });
        Outcome::Pending
    }

    /// The cancel routine has the lock.
    pub fn cancelled(&mut self, id: u64) {
        self.waiting.retain(|waiting| waiting.id != id);
    }

    /// The receives to end, oldest first.
    pub fn close(&mut self, status: i32) -> Vec<u64> {
        if self.closed.is_none() {
            self.closed = Some(status);
            self.drop_events(self.queue.len() as u64);
            self.queue.clear();
        }
        self.waiting.drain(..).filter(|waiting| !waiting.lost).map(|waiting| waiting.id).collect()
    }
}
