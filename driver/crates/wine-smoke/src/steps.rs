//! The order of things: load, look, unload, load again.

use wire::control_code::{QUERY_CALLBACK_HEALTH, QUERY_MINIFILTER_STATUS, STOP_EVENT_STREAM};
use wire::enums::event_mask;
use wire::status::{ACCESS_DENIED, NOT_FOUND, OBJECT_NAME_NOT_FOUND};
use wire::{CallbackHealth, FilterStatus, ProtectionMode, RegistryApi};

use crate::handle::{self, Handle, UNTOUCHED};
use crate::report::Report;
use crate::requests::{self, u32_at};
use crate::security;
use crate::service::{self, Service};
use crate::streams::{self, Receive};
use crate::win32::{self, wide, PENDING, SUCCESS};

/// Loads and unloads after the first one.
const MORE_LOADS: u32 = 20;

/// Runs everything; the exit code.
pub fn run() -> u32 {
    let mut report = Report::default();
    let Ok(service) = service::install() else {
        report.check("LOD-1", "the service can be made", false);
        let _ = report.end();
        return 2;
    };
    first_load(&mut report, &service);
    second_load(&mut report, &service);
    for _ in 0..MORE_LOADS {
        if service.start().is_err() || handle::open().is_err() || service.stop().is_err() {
            report.check("UNL-2", "load, open, close, unload, again", false);
            break;
        }
    }
    report.check("UNL-2", "twenty more loads and unloads", service.is_stopped());
    report.check("DRV-2", "the service can be deleted", service.delete());
    report.end()
}

fn first_load(report: &mut Report, service: &Service) {
    report.equal("LOD-1", "the driver loads", service.start().err().unwrap_or(0), 0_u32);
    report.check("LOD-1", "its service runs", service.is_running());
    report.check("ALT-6", "Altitude is 385000 while it runs", service::altitude_is(&wide!("385000")));
    let Ok(handle) = handle::open() else {
        report.check("DEV-1", "the device can be opened", false);
        return;
    };
    report.check("DEV-1", "the device can be opened", true);
    check_names(report);
    security::check(report);
    let receives = streams::memory();
    check_discovery(report, &handle, receives);
    check_picture(report, &handle);
    let [first, ..] = receives;
    requests::check(report, &handle, &mut first.output);
    streams::check(report, receives);
    drop(handle);
    report.equal("UNL-1", "the driver unloads", service.stop().err().unwrap_or(0), 0_u32);
    report.check("UNL-1", "its service has stopped", service.is_stopped());
    let gone = handle::open().err();
    report.equal("UNL-3", "the link is gone", gone.unwrap_or(0), OBJECT_NAME_NOT_FOUND);
    report.check("ALT-6", "Altitude is 385000 after unload", service::altitude_is(&wide!("385000")));
}

/// Load again: everything begins anew, and what happens while no receive pends is queued.
fn second_load(report: &mut Report, service: &Service) {
    report.equal("LOD-1", "the driver loads again", service.start().err().unwrap_or(0), 0_u32);
    let (Ok(handle), Ok(watcher)) = (handle::open(), handle::open()) else {
        return report.check("DEV-3", "two handles", false);
    };
    let token = streams::open(report, &watcher, event_mask::EVERY, 16_384);
    let mut health = [UNTOUCHED; 20];
    let ended = handle.control(QUERY_CALLBACK_HEALTH, &[1, 0, 0, 0, 0, 0, 0, 0], &mut health);
    report.equal("IOC-7", "health with a QueryRequest", ended.status, SUCCESS);
    let batch = streams::receive_now(report, &watcher, token);
    report.equal("STR-4", "two queued events make one batch: total_bytes", u32_at(batch, 4), 144_u32);
    report.equal("STR-4", "event_count", u32_at(batch, 24), 2_u32);
    report.equal("STR-4", "the older comes first: sequence", u32_at(batch, 40), 1_u32);
    report.equal("STR-4", "then the newer: sequence", u32_at(batch, 96), 2_u32);
    report.equal("HLT-3", "of the object callback", u32_at(batch, 64), 2_u32);
    report.equal("HLT-3", "and of the minifilter", u32_at(batch, 120), 3_u32);
    let strange = handle.control(STOP_EVENT_STREAM, &requests::stop(1, 0, token), &mut []);
    report.equal("STR-5", "another handle can't stop the stream", strange.status, NOT_FOUND);
    let ended = watcher.control(STOP_EVENT_STREAM, &requests::stop(1, 0, token), &mut []);
    report.equal("STR-10", "STOP without room for an answer", ended.status, SUCCESS);
    report.equal("STR-10", "its Information", ended.information as u32, 0_u32);
    check_duplicate(report, &watcher);
    drop((handle, watcher));
    report.equal("UNL-1", "the driver unloads again", service.stop().err().unwrap_or(0), 0_u32);
}

/// DEV-3: a duplicated handle is the same session; closing one of two ends nothing.
fn check_duplicate(report: &mut Report, watcher: &Handle) {
    let token = streams::open(report, watcher, event_mask::FILE_CREATE, 20_000);
    let Some(duplicate) = watcher.duplicate() else { return report.check("DEV-3", "a duplicate", false) };
    let ended = duplicate.control(STOP_EVENT_STREAM, &requests::stop(1, 0, token), &mut []);
    report.equal("DEV-3", "a duplicate of the handle stops its stream", ended.status, SUCCESS);
    drop(duplicate);
    let token = streams::open(report, watcher, event_mask::FILE_CREATE, 0);
    let ended = watcher.control(STOP_EVENT_STREAM, &requests::stop(1, 0, token), &mut []);
    report.equal("DEV-3", "closing the duplicate leaves the session open", ended.status, SUCCESS);
}

/// DEV-4. Wine may refuse a name below a device itself.
fn check_names(report: &mut Report) {
    let path = wide!("\\??\\AuroraEDRKM\\x");
    let refused = handle::open_path(path.split_last().map_or(&[], |(_, name)| name)).err();
    let right = matches!(refused, Some(OBJECT_NAME_NOT_FOUND | ACCESS_DENIED));
    report.check("DEV-4", "a name below the device is refused", right);
}

/// HLT-3, HLT-7: the first health query finds two callbacks that Wine never calls, and says so in two events.
fn check_discovery(report: &mut Report, handle: &Handle, receives: &mut [Receive]) {
    let Ok(watcher) = handle::open() else { return report.check("DEV-3", "a second handle", false) };
    let token = streams::open(report, &watcher, event_mask::TAMPER, 0);
    let [first, second, ..] = receives else { return };
    report.equal("STR-4", "a receive pends for TAMPER_DETECTED", first.send(&watcher, token), PENDING);
    report.equal("STR-4", "and another", second.send(&watcher, token), PENDING);
    let mut health = [UNTOUCHED; 20];
    let ended = handle.control(QUERY_CALLBACK_HEALTH, &[], &mut health);
    report.equal("IOC-1", "QUERY_CALLBACK_HEALTH", ended.status, SUCCESS);
    report.equal("IOC-1", "its Information", ended.information as u32, 20);
    check_event(report, &watcher, first, 1, 2);
    check_event(report, &watcher, second, 2, 3);
    let (delivered, dropped) = streams::stop_stream(report, &watcher, token);
    report.equal("STR-10", "delivered", delivered, 2_u32);
    report.equal("STR-10", "dropped", dropped, 0_u32);
}

/// A batch of one TAMPER_DETECTED.
fn check_event(report: &mut Report, watcher: &Handle, receive: &Receive, sequence: u32, callback: u32) {
    let packet = watcher.packet();
    let arrived = packet.is_some_and(|(ended, address)| {
        ended.status == SUCCESS && ended.information == 88 && address == receive.address()
    });
    report.check("STR-7", "an event reaches the oldest receive", arrived);
    if !arrived {
        return;
    }
    let batch = &receive.output;
    let (process, thread) = win32::own_ids();
    report.equal("STR-4", "total_bytes", u32_at(batch, 4), 88_u32);
    report.equal("STR-4", "event_count", u32_at(batch, 24), 1_u32);
    report.equal("STR-8", "dropped", u32_at(batch, 28), 0_u32);
    report.equal("STR-16", "Event.size", u32_at(batch, 32), 56_u32);
    report.equal("HLT-3", "its type is TAMPER_DETECTED", u32_at(batch, 36), 12_u32);
    report.equal("STR-8", "its sequence", u32_at(batch, 40), sequence);
    report.equal("HLT-3", "detail0 names the callback", u32_at(batch, 64), callback);
    report.equal("HLT-7", "detail1: not repaired", u32_at(batch, 68), 0_u32);
    report.check("EVT-4", "its time is one of this century", u32_at(batch, 52) > 0x01C0_0000);
    report.equal("EVT-2", "its process", u32_at(batch, 56), process);
    report.equal("EVT-2", "its thread", u32_at(batch, 60), thread);
}

/// HLT-7: what is true under Wine 8, exactly.
fn check_picture(report: &mut Report, handle: &Handle) {
    let mut health = [UNTOUCHED; 20];
    let _ = handle.control(QUERY_CALLBACK_HEALTH, &[], &mut health);
    let (failed, absent) = (CallbackHealth::RegistrationFailed.number(), CallbackHealth::NotRegistered.number());
    report.equal("HLT-6", "process_notify_count", u32_at(&health, 0), 0_u32);
    report.equal("HLT-7", "process Registered", u32_at(&health, 4), CallbackHealth::Registered.number());
    report.equal("HLT-7", "registry RegistrationFailed", u32_at(&health, 8), failed);
    report.equal("HLT-7", "object NotRegistered", u32_at(&health, 12), absent);
    report.equal("HLT-7", "minifilter inactive, padding zero", u32_at(&health, 16), 0_u32);
    let mut status = [UNTOUCHED; 24];
    let ended = handle.control(QUERY_MINIFILTER_STATUS, &[], &mut status);
    report.equal("IOC-1", "QUERY_MINIFILTER_STATUS", ended.status, SUCCESS);
    report.equal("HLT-7", "instance_count", u32_at(&status, 0), 0_u32);
    report.equal("FST-2", "altitude", u32_at(&status, 4), 385_000_u32);
    report.equal("HLT-7", "filter_status", u32_at(&status, 8), FilterStatus::Filtering.number());
    report.equal("HLT-7", "PartialProtection", u32_at(&status, 12), ProtectionMode::PartialProtection.number());
    report.equal("FST-3", "registry_api", u32_at(&status, 16), RegistryApi::CmRegisterCallback.number());
    report.equal("FST-4", "active_streams", u32_at(&status, 20), 0_u32);
}
