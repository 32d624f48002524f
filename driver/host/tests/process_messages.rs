//! Processes, handles and the attacker by messages, as the suite drives them.

use edrkm_host::ffi::message::{Reader, Writer};
use edrkm_host::ffi::{edrkm_boot, edrkm_call, edrkm_close, edrkm_reply, edrkm_reply_bytes};
use edrkm_host::ffi::{handle_operations as handles, process_operations as processes, tamper_operations as tamper};
use edrkm_host::text::Text;
use kernel_abi::{STATUS_ACCESS_DENIED, STATUS_INVALID_HANDLE, STATUS_PROCEDURE_NOT_FOUND, STATUS_SUCCESS};

const ALL: u64 = 0x001F_FFFF;

/// A machine by its handle.
struct Target(u64);

impl Drop for Target {
    fn drop(&mut self) {
        edrkm_close(self.0);
    }
}

impl Target {
    fn boot() -> Self {
        let profile =
            include_str!("../../../fixtures/src/main/resources/dev/auroraedr/km/fixtures/profiles/win11-24h2.json");
        let handle = unsafe { edrkm_boot(profile.as_ptr(), profile.len(), 1, 1) };
        assert_ne!(handle, 0);
        Self(handle)
    }

    fn call(&self, operation: u32, write: impl Fn(&mut Writer)) -> Result<Vec<u8>, String> {
        let mut message = Writer::default();
        write(&mut message);
        let message = message.into_bytes();
        let code = unsafe { edrkm_call(self.0, operation, message.as_ptr(), message.len()) };
        let reply = unsafe { std::slice::from_raw_parts(edrkm_reply(), edrkm_reply_bytes()) }.to_vec();
        if code == 0 {
            Ok(reply)
        } else {
            Err(String::from_utf8_lossy(&reply).into_owned())
        }
    }

    fn stimulate(&self, operation: u32, write: impl Fn(&mut Writer)) -> (i32, u64) {
        let reply = self.call(operation, write).unwrap();
        let mut reader = Reader::of(&reply);
        (reader.i32().unwrap(), reader.u64().unwrap())
    }

    fn start(&self, creator: u64, inherit: bool, keep: bool) -> u64 {
        let (status, id) = self.stimulate(processes::START, |message| {
            message.text(&Text::from(r"\Device\HarddiskVolume4\x.exe")).text(&Text::from("x"));
            message.u64(creator).u64(0).u32(0).u32(0).flag(inherit).flag(keep).u64(0);
        });
        assert_eq!(status, STATUS_SUCCESS);
        id
    }

    fn open(&self, target: u64, access: u32, opener: u64, inherit: bool, keep: bool) -> (i32, u64) {
        self.stimulate(handles::OPEN_PROCESS, |message| {
            message.u64(target).u32(access).u64(opener).flag(inherit).flag(keep);
        })
    }

    fn query(&self, holder: u64, target: u64) -> (i32, u64) {
        self.stimulate(handles::QUERY_ACCESS, |message| {
            message.u64(holder).u64(target);
        })
    }
}

#[test]
fn ids_count_up_from_the_shell_s_and_a_process_that_has_ended_is_unknown() {
    let target = Target::boot();
    // 1000 is the shell, 1004 its thread
    assert_eq!((target.start(0, false, false), target.start(0, false, false)), (1008, 1012));
    assert_eq!(target.stimulate(processes::EXIT, |message| _ = message.u64(1008)), (STATUS_SUCCESS, 0));
    let again = target.call(processes::EXIT, |message| _ = message.u64(1008));
    assert_eq!(again, Err("no process 1008 runs on this machine".into()));
    assert!(target.call(processes::START, |message| _ = message.u32(7)).is_err());
}

#[test]
fn the_newest_handle_counts_and_children_inherit_what_they_may() {
    let target = Target::boot();
    let (holder, other) = (target.start(0, false, true), target.start(0, false, false));
    assert_eq!(target.query(0, holder), (STATUS_SUCCESS, ALL));
    assert_eq!(target.query(0, other), (STATUS_INVALID_HANDLE, 0));
    assert_eq!(target.open(other, 0x1400, holder, false, true), (STATUS_SUCCESS, 0x1400));
    assert_eq!(target.open(other, 0x0400, holder, true, true), (STATUS_SUCCESS, 0x0400));
    assert_eq!(target.open(other, 0x0001, holder, true, false), (STATUS_SUCCESS, 0x0001));
    assert_eq!(target.query(holder, other), (STATUS_SUCCESS, 0x0400));
    let child = target.start(holder, true, false);
    assert_eq!(target.query(child, other), (STATUS_SUCCESS, 0x0400));
    let close = |holder| target.stimulate(handles::CLOSE, |message| _ = message.u64(holder).u64(other));
    assert_eq!((close(holder), target.query(holder, other)), ((STATUS_SUCCESS, 0), (STATUS_SUCCESS, 0x1400)));
    assert_eq!((close(holder), close(holder)), ((STATUS_SUCCESS, 0), (STATUS_INVALID_HANDLE, 0)));
}

#[test]
fn handles_are_duplicated_by_third_programs_and_threads_opened() {
    let target = Target::boot();
    let (source, receiver, other) =
        (target.start(0, false, false), target.start(0, false, false), target.start(0, false, false));
    target.open(other, 0x0400, source, false, true);
    let duplicate = |access: u64| {
        target.stimulate(handles::DUPLICATE, |message| {
            _ = message.u64(0).u64(source).u64(other).u64(receiver).u64(access)
        })
    };
    assert_eq!(duplicate(u64::MAX), (STATUS_SUCCESS, 0x0400));
    assert_eq!(target.query(receiver, other), (STATUS_SUCCESS, 0x0400));
    assert_eq!(duplicate(0x0401), (STATUS_SUCCESS, 0x0401));
    assert_eq!(target.query(receiver, other), (STATUS_SUCCESS, 0x0401));
    assert_eq!(duplicate(0), (STATUS_SUCCESS, 0));
    let thread = |access| target.stimulate(handles::OPEN_THREAD, |message| _ = message.u64(0).u64(other).u32(access));
    assert_eq!((thread(1), thread(0)), ((STATUS_SUCCESS, 1), (STATUS_ACCESS_DENIED, 0)));
}

#[test]
fn without_a_driver_the_attacker_finds_nothing() {
    let target = Target::boot();
    assert_eq!(target.call(tamper::CLEAR_SLOT, |message| _ = message.u32(0)), Ok(vec![0; 4]));
    let again = target.call(tamper::REGISTER_AGAIN, |message| _ = message.u32(1));
    assert_eq!(again, Ok(STATUS_PROCEDURE_NOT_FOUND.to_le_bytes().to_vec()));
    assert_eq!(target.call(tamper::UNLINK, |message| _ = message.u32(1)), Ok(vec![0; 4]));
    assert!(target.call(tamper::RELINK, |message| _ = message.u32(1).u32(1)).is_err());
    let volume = Text::from(r"\Device\HarddiskVolume3");
    assert_eq!(target.call(tamper::REMOVE_INSTANCE, |message| _ = message.text(&volume)), Ok(vec![0; 4]));
    for quiet in [tamper::SILENCE_FILTER, tamper::WAKE_FILTER, tamper::NEVER_CALL] {
        assert_eq!(target.call(quiet, |_| ()), Ok(vec![]));
    }
}
