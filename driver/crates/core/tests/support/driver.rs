//! The smallest driver around core: what the real one does between an IRP and core, without a kernel or a lock. One thread.

use super::TestReceive;
use edr_core::event_encoder::EventEncoder;
use edr_core::event_fields::EventFields;
use edr_core::event_stream::{EventStream, Received, StreamGrant};
use edr_core::health_report::HealthReport;
use edr_core::request_checks::{self, Request};
use edr_core::stream_account::StreamTotals;
use edr_core::stream_table::{SessionId, StreamSession, StreamTable};
use edr_core::token;
use edr_core::watched_callback::CallbackSet;
use wire::limits::MAX_STREAMS;
use wire::structs::{MinifilterStatus, StartStreamResponse, StopStreamResponse};
use wire::{status, FilterStatus, NtStatus, ProtectionMode, RegistryApi, Token};

/// How a request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Completion {
    pub status: NtStatus,
    /// The bytes that Information tells.
    pub output: Vec<u8>,
}

impl Completion {
    fn failed(status: NtStatus) -> Self {
        Completion { status, output: vec![] }
    }
}

pub type Stream = EventStream<Vec<u8>, TestReceive>;

/// A driver with sessions by number.
pub struct Driver {
    pub table: StreamTable,
    pub slots: Vec<Option<Stream>>,
    pub sessions: Vec<StreamSession>,
    /// Receives that have ended since they pended, in order.
    pub ended: Vec<(u64, Completion)>,
    /// Events that were handed to a stream, by any session.
    receives: u64,
    /// What the generator gives next, for each open.
    pub random: Vec<[u8; 16]>,
    drawn: u8,
}

impl Driver {
    pub fn new(sessions: u64) -> Self {
        let sessions = (0..sessions).map(|id| StreamSession::new(SessionId(id))).collect();
        let slots = (0..MAX_STREAMS).map(|_| None).collect();
        Driver { table: StreamTable::new(), slots, sessions, ended: vec![], receives: 0, random: vec![], drawn: 0 }
    }

    /// IRP_MJ_DEVICE_CONTROL; `None` if it pends.
    pub fn ioctl(&mut self, session: usize, code: u32, input: &[u8], output_length: u32) -> Option<Completion> {
        let request = match request_checks::check(code, input, output_length) {
            Ok(request) => request,
            Err(status) => return Some(Completion::failed(status)),
        };
        let done = match request {
            Request::QueryHealth => Ok(self.health()),
            Request::QueryMinifilter => Ok(self.minifilter()),
            Request::OpenStream { event_mask, queue_bytes } => self.open(session, event_mask, queue_bytes),
            Request::Receive { token } => return self.receive(session, token, output_length),
            Request::StopStream { token, answer } => self.stop(session, token).map(|totals| {
                let answered = StopStreamResponse { delivered: totals.delivered, dropped: totals.dropped };
                if answer {
                    answered.encode().to_vec()
                } else {
                    vec![]
                }
            }),
        };
        Some(match done {
            Ok(output) => Completion { status: status::SUCCESS, output },
            Err(status) => Completion::failed(status),
        })
    }

    fn health(&self) -> Vec<u8> {
        let all = CallbackSet::FULL;
        let none = CallbackSet::EMPTY;
        HealthReport { failed: none, standing: all, latched: none, discovered: none }.answer(7).encode().to_vec()
    }

    fn minifilter(&self) -> Vec<u8> {
        let answer = MinifilterStatus {
            instance_count: 2,
            altitude: 385_000,
            filter_status: FilterStatus::Filtering,
            protection_mode: ProtectionMode::Full,
            registry_api: RegistryApi::CmRegisterCallbackEx,
            active_streams: self.table.active(),
        };
        answer.encode().to_vec()
    }

    /// STR-2: a token in use is drawn again, four times at most.
    fn open(&mut self, session: usize, event_mask: u32, queue_bytes: u32) -> Result<Vec<u8>, NtStatus> {
        let slot = self.table.reserve(self.sessions.get(session), queue_bytes)?;
        let opened = self.fill(slot, session, event_mask, queue_bytes);
        opened.inspect_err(|_| self.table.free(slot))
    }

    fn fill(&mut self, slot: usize, session: usize, event_mask: u32, queue_bytes: u32) -> Result<Vec<u8>, NtStatus> {
        for _ in 0..4 {
            let token = token::from_random(self.draw());
            let grant = StreamGrant { token, event_mask, queue_bytes };
            match self.table.fill(slot, self.sessions.get(session), grant) {
                Ok(()) => {
                    assert!(self.slots[slot].is_none());
                    self.slots[slot] = Some(EventStream::new(grant, vec![0xEE; queue_bytes as usize]));
                    let answer = StartStreamResponse { queue_bytes, token, opened_at: 0x01DC_5BC6_A1B2_C3D4 };
                    return Ok(answer.encode().to_vec());
                }
                Err(status::OBJECT_NAME_COLLISION) => {}
                Err(status) => return Err(status),
            }
        }
        Err(status::INSUFFICIENT_RESOURCES)
    }

    fn draw(&mut self) -> [u8; 16] {
        if !self.random.is_empty() {
            return self.random.remove(0);
        }
        self.drawn += 1;
        [self.drawn; 16]
    }

    fn receive(&mut self, session: usize, token: Token, output_length: u32) -> Option<Completion> {
        let slot = match self.table.find(self.sessions.get(session), token) {
            Ok(slot) => slot,
            Err(status) => return Some(Completion::failed(status)),
        };
        self.receives += 1;
        // a system buffer's length is what the caller says; no test needs more of it than a batch can fill
        let receive = TestReceive::new(self.receives, output_length.min(70_000) as usize);
        match self.slots[slot].as_mut().unwrap().receive(receive) {
            Received::Served(served) => Some(Completion {
                status: status::SUCCESS,
                output: served.receive.output[..served.bytes as usize].to_vec(),
            }),
            Received::Pending => None,
            Received::Cancelled(_) => Some(Completion::failed(status::CANCELLED)),
            Received::Refused(_, status) => Some(Completion::failed(status)),
        }
    }

    fn stop(&mut self, session: usize, token: Token) -> Result<StreamTotals, NtStatus> {
        let slot = self.table.remove(self.sessions.get(session), token)?;
        Ok(self.end(slot, status::NOT_FOUND))
    }

    fn end(&mut self, slot: usize, later: NtStatus) -> StreamTotals {
        let mut stream = self.slots[slot].take().unwrap();
        let totals = stream.close(later);
        while let Some(receive) = stream.take_receive() {
            self.ended.push((receive.id, Completion::failed(status::CANCELLED)));
        }
        self.table.free(slot);
        totals
    }

    /// IRP_MJ_CLEANUP.
    pub fn cleanup(&mut self, session: usize) {
        self.table.end_session(&mut self.sessions[session]);
        while let Some(slot) = self.table.remove_of(SessionId(session as u64)) {
            self.end(slot, status::FILE_CLOSED);
        }
    }

    /// An event happens; false if nobody wants its type (STR-12).
    pub fn publish(&mut self, fields: &EventFields<'_>) -> bool {
        let mask = fields.event_type.mask();
        if self.table.interest() & mask == 0 {
            return false;
        }
        let event = EventEncoder::new(fields);
        for stream in self.slots.iter_mut().flatten().filter(|stream| stream.takes(mask)) {
            if let Some(served) = stream.publish(&event) {
                let output = served.receive.output[..served.bytes as usize].to_vec();
                self.ended.push((served.receive.id, Completion { status: status::SUCCESS, output }));
            }
        }
        true
    }
}
