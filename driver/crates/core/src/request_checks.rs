//! The checks of a control request that need nothing but its bytes, in the order of IOC-3.

use wire::control_code::{
    METHOD_MASK, QUERY_CALLBACK_HEALTH, QUERY_MINIFILTER_STATUS, START_EVENT_STREAM, STOP_EVENT_STREAM,
};
use wire::enums::event_mask;
use wire::field::{Reason, Refusal};
use wire::limits::{DEFAULT_QUEUE_BYTES, MIN_RECEIVE_BYTES, QUEUE_GRANULARITY};
use wire::structs::{
    CallbackHealthReport, MinifilterStatus, QueryRequest, StartStreamRequest, StartStreamResponse, StopStreamRequest,
    StopStreamResponse,
};
use wire::{status, NtStatus, Token};

/// What a well-formed control request asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// QUERY_CALLBACK_HEALTH (HLT-1).
    QueryHealth,
    /// QUERY_MINIFILTER_STATUS (FST-1).
    QueryMinifilter,
    /// START with token zero (STR-1).
    OpenStream {
        /// The types to take, never 0: 0 has become all of them.
        event_mask: u32,
        /// Bytes to grant: a multiple of 4,096.
        queue_bytes: u32,
    },
    /// START with a token (STR-4).
    Receive {
        /// The stream to receive from.
        token: Token,
    },
    /// STOP (STR-10).
    StopStream {
        /// The stream to stop.
        token: Token,
        /// False for an output length of 0, which wants no answer.
        answer: bool,
    },
}

/// Whether a code's input lies in the system buffer. Of no other code may the driver read an input, as none is its own
/// (IOC-9).
#[must_use]
#[inline]
pub fn is_buffered(code: u32) -> bool {
    code & METHOD_MASK == 0
}

/// Judges a request.
///
/// `input` is the whole input, empty where [`is_buffered`] says no; `output_length` is the caller's room in bytes, 0 to
/// 0xFFFFFFFF. IRQL: any. Clauses: IOC-2, IOC-3, IOC-7, IOC-12.
///
/// # Errors
/// The status of the first check that fails: INVALID_DEVICE_REQUEST, INFO_LENGTH_MISMATCH, BUFFER_TOO_SMALL,
/// REVISION_MISMATCH, INVALID_PARAMETER.
pub fn check(code: u32, input: &[u8], output_length: u32) -> Result<Request, NtStatus> {
    match code {
        QUERY_CALLBACK_HEALTH => query(input, output_length, CallbackHealthReport::SIZE, Request::QueryHealth),
        QUERY_MINIFILTER_STATUS => query(input, output_length, MinifilterStatus::SIZE, Request::QueryMinifilter),
        START_EVENT_STREAM => start(input, output_length),
        STOP_EVENT_STREAM => stop(input, output_length),
        _ => Err(status::INVALID_DEVICE_REQUEST),
    }
}

/// IOC-7: no input, or a QueryRequest.
fn query(input: &[u8], output_length: u32, answer: usize, request: Request) -> Result<Request, NtStatus> {
    require_input(input.is_empty() || input.len() == QueryRequest::SIZE)?;
    require_output(holds(output_length, answer))?;
    if !input.is_empty() {
        QueryRequest::decode(input).map_err(status_of)?;
    }
    Ok(request)
}

fn start(input: &[u8], output_length: u32) -> Result<Request, NtStatus> {
    require_input(input.len() == StartStreamRequest::SIZE)?;
    // The token decides what room is needed, which is judged before the version.
    let opens = wire::field::read_bytes(input, StartStreamRequest::TOKEN_OFFSET).map(Token) == Some(Token::ZERO);
    let needed = if opens { StartStreamResponse::SIZE } else { MIN_RECEIVE_BYTES as usize };
    require_output(holds(output_length, needed))?;
    let StartStreamRequest { token, event_mask, queue_bytes } = StartStreamRequest::decode(input).map_err(status_of)?;
    if !opens {
        return Ok(Request::Receive { token });
    }
    // STR-1: 0 means all types.
    let event_mask = if event_mask == 0 { event_mask::EVERY } else { event_mask };
    Ok(Request::OpenStream { event_mask, queue_bytes: granted(queue_bytes) })
}

/// STR-1: 0 means 262,144; rounded up to a multiple of 4,096.
fn granted(asked: u32) -> u32 {
    let wanted = if asked == 0 { DEFAULT_QUEUE_BYTES } else { asked };
    wanted.wrapping_add(QUEUE_GRANULARITY - 1) & !(QUEUE_GRANULARITY - 1)
}

/// STR-10: room for the answer, or none wanted.
fn stop(input: &[u8], output_length: u32) -> Result<Request, NtStatus> {
    require_input(input.len() == StopStreamRequest::SIZE)?;
    require_output(output_length == 0 || holds(output_length, StopStreamResponse::SIZE))?;
    let StopStreamRequest { token } = StopStreamRequest::decode(input).map_err(status_of)?;
    Ok(Request::StopStream { token, answer: output_length != 0 })
}

fn holds(output_length: u32, answer: usize) -> bool {
    output_length as usize >= answer
}

fn require_input(right: bool) -> Result<(), NtStatus> {
    if right {
        Ok(())
    } else {
        Err(status::INFO_LENGTH_MISMATCH)
    }
}

fn require_output(right: bool) -> Result<(), NtStatus> {
    if right {
        Ok(())
    } else {
        Err(status::BUFFER_TOO_SMALL)
    }
}

/// Every request begins with its version, so that it is judged first.
fn status_of(refusal: Refusal) -> NtStatus {
    match refusal.reason {
        Reason::Version => status::REVISION_MISMATCH,
        _ => status::INVALID_PARAMETER,
    }
}
