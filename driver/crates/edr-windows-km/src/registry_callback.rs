//! The registry callback: reports and refuses writes to keys (REG-1 to REG-4, REG-6, REG-7).
//!
//! IRQL: PASSIVE_LEVEL, in the caller's thread.
//!
//! Opens are passed unseen, but for the canary's. So REG-6's own open, which this thread makes while it is in here, comes through this
//! callback without meeting itself: what DRV-1 calls guarded by thread needs no note of the thread. Nothing else calls the registry. A
//! name that is relative to a root is matched and reported in two pieces: no join, no memory.
//!
//! A 32-bit program's creation is matched as named and, as the system resolves the redirection by a second call with the redirected
//! name, as redirected (REG-7). Stated limits:
//!
//! - Through a link, and where WOW64 redirects, the resolved name comes in a second call. Once the system has a link in its cache it may
//!   make one call only, under the link's name: a creation below a blocked key is then neither refused nor reported. Operations
//!   on a key that is open are named by the key and can't be led astray.
//! - Whether a key exists is asked outside of the creator's transaction, and in the view of the flags that its creator gave: for a 32-bit
//!   program without any, in the 64-bit one.

use edr_core::components::KeyPath;
use edr_core::event_fields::Name;
use edr_core::event_table::{KeyWrite, Requestor};
use edr_core::key_action::KeyAction;
use kernel_abi::{NTSTATUS, STATUS_ACCESS_DENIED, STATUS_SUCCESS};
use wire::EventType;

use crate::driver_state::DriverState;
use crate::kernel::cm::{self, Cookie, KeyName, KeyObject};
use crate::kernel::cm_operation::KeyOperation;
use crate::kernel::{ps, time};
use crate::process_trust::is_caller_trusted;

const BACKSLASH: u16 = b'\\' as u16;

/// The callback function, for the newest registration only; `cookie` is that of one that stands.
pub fn notify(driver: &DriverState, cookie: Cookie, operation: &KeyOperation<'_>) -> NTSTATUS {
    if !is_of_interest(driver, operation.action()) {
        return STATUS_SUCCESS;
    }
    // REG-7: if the path can't be had, the operation passes without an event.
    let refused = match operation.action() {
        KeyAction::Create | KeyAction::LoadHive if is_absolute(operation.name()) => {
            is_refused(driver, operation, &KeyPieces { root: operation.name(), below: &[] })
        }
        KeyAction::Create | KeyAction::LoadHive => KeyName::of(cookie, operation.key()).is_some_and(|root| {
            is_refused(driver, operation, &KeyPieces { root: root.units(), below: operation.name() })
        }),
        _ => KeyName::of(cookie, operation.key())
            .is_some_and(|key| is_refused(driver, operation, &KeyPieces { root: key.units(), below: &[] })),
    };
    if refused {
        STATUS_ACCESS_DENIED
    } else {
        STATUS_SUCCESS
    }
}

/// A key's path: a root, and what is relative to it or empty.
struct KeyPieces<'k> {
    root: &'k [u16],
    below: &'k [u16],
}

impl<'k> KeyPieces<'k> {
    fn path(&self) -> KeyPath<'k> {
        if self.below.is_empty() {
            KeyPath::whole(self.root)
        } else {
            KeyPath::below(self.root, self.below)
        }
    }

    fn name(&self) -> Name<'k> {
        let separator: &[u16] = if self.below.is_empty() { &[] } else { &[BACKSLASH] };
        Name::joined(self.root, separator, self.below)
    }
}

fn is_absolute(name: &[u16]) -> bool {
    name.first() == Some(&BACKSLASH)
}

/// STR-12: whether a key's name is worth asking for.
fn is_of_interest(driver: &DriverState, action: KeyAction) -> bool {
    action.is_of_interest(!driver.policy().keys().blocks_nothing(), |event_type| driver.wants(event_type))
}

/// Judges an operation, and reports it.
fn is_refused(driver: &DriverState, operation: &KeyOperation<'_>, key: &KeyPieces<'_>) -> bool {
    match operation.action().event_type() {
        Some(event_type) => is_write_refused(driver, operation, key, event_type),
        // REG-4.
        None => driver.policy().keys().is_around_blocked(key.path()) && !is_caller_trusted(driver),
    }
}

fn is_write_refused(
    driver: &DriverState,
    operation: &KeyOperation<'_>,
    key: &KeyPieces<'_>,
    event_type: EventType,
) -> bool {
    let wanted = driver.wants(event_type);
    let is_rename = operation.action() == KeyAction::Rename;
    let renamed = is_rename.then(|| KeyPath::renamed(key.root, operation.name()));
    let verdict = driver.policy().keys().verdict(key.path(), renamed, wanted);
    let outcome = verdict.outcome(wanted, || is_caller_trusted(driver));
    // REG-6: existence is looked for last, as that opens a key.
    if !outcome.refused && !outcome.reported || opens_existing(operation) {
        return false;
    }
    if outcome.reported {
        report(driver, operation, key, outcome.refused);
    }
    outcome.refused
}

/// REG-6: a create request for a key that exists is an open.
fn opens_existing(operation: &KeyOperation<'_>) -> bool {
    if operation.action() != KeyAction::Create {
        return false;
    }
    let (wow64_flags, attributes) = operation.view();
    let root = if is_absolute(operation.name()) { KeyObject::NONE } else { operation.key() };
    cm::exists(root, operation.name(), wow64_flags, attributes)
}

/// The event of a write.
fn report(driver: &DriverState, operation: &KeyOperation<'_>, key: &KeyPieces<'_>, refused: bool) {
    let (value_type, value_bytes) = operation.value();
    let write = KeyWrite {
        caller: Requestor { process_id: ps::current_process_id(), thread_id: ps::current_thread_id() },
        value_type,
        value_bytes,
        refused,
        key: key.name(),
        name: operation.name(),
    };
    if let Some(fields) = write.fields(operation.action(), time::now()) {
        driver.publish(&fields);
    }
}
