//! Filters and files that stand for drivers' and file systems'.
#![allow(dead_code)]

use std::cell::{Cell, RefCell};
use std::sync::Arc;

use edrkm_host::flt::altitude::Altitude;
use edrkm_host::flt::filter::{Definition, Filter};
use edrkm_host::flt::register::{self, NewFilter};
use edrkm_host::flt::registration::{OperationCallbacks, Registration};
use edrkm_host::flt::{File, FileName, Medium, NameFormat, NewVolume, Operation, Parameters, Volume};
use edrkm_host::guest::{self, Context, Mode};
use edrkm_host::machine::{ImageId, Machine, Options};
use edrkm_host::profile::AltitudeCollision;
use edrkm_host::text::Text;
use kernel_abi::*;

use super::support::kernel;

pub type Pre = extern "win64" fn(*mut FLT_CALLBACK_DATA, *const FLT_RELATED_OBJECTS, *mut usize) -> i32;

pub type Post = extern "win64" fn(*mut FLT_CALLBACK_DATA, *const FLT_RELATED_OBJECTS, usize, u32) -> i32;

thread_local! {
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static NAMES: RefCell<Vec<(usize, &'static str)>> = const { RefCell::new(Vec::new()) };
    static KEPT: Cell<usize> = const { Cell::new(0) };
    /// Whose code calls services.
    pub static DRIVER: Driver = const { Driver };
}

/// All filters of the tests are one driver's.
pub const IMAGE: ImageId = ImageId(99);

pub struct Driver;

impl Driver {
    /// Calls a service as driver code does.
    pub fn call(&self, name: &str, arguments: &[usize]) -> usize {
        extern "win64" fn enter(name: &&str, arguments: &&[usize]) -> usize {
            kernel(name, arguments)
        }
        guest::call(IMAGE, enter as *const () as usize, &[&raw const name as usize, &raw const arguments as usize])
    }
}

pub fn fresh_log() {
    LOG.with_borrow_mut(Vec::clear);
}

pub fn log(line: &str) {
    LOG.with_borrow_mut(|log| log.push(line.to_owned()));
}

pub fn logged() -> Vec<String> {
    LOG.with_borrow(Clone::clone)
}

pub fn kept() -> usize {
    KEPT.get()
}

pub fn text(text: &str) -> Text {
    Text::from(text)
}

pub fn boot_with(collision: AltitudeCollision) -> Arc<Machine> {
    let profile =
        include_str!("../../../../fixtures/src/main/resources/dev/auroraedr/km/fixtures/profiles/win11-24h2.json");
    let word = match collision {
        AltitudeCollision::Register => "register",
        AltitudeCollision::Start => "start",
        AltitudeCollision::Attach => "attach",
    };
    let mut json: serde_json::Value = serde_json::from_str(profile).unwrap();
    json["altitudeCollision"] = word.into();
    Machine::boot(&json.to_string(), Options { seed: 1, deterministic: true, special_pool: false }).unwrap()
}

pub struct NewTestFilter {
    pub name: &'static str,
    pub altitude: &'static str,
    pub pre: Pre,
    pub query_teardown: bool,
    pub operation_flags: u32,
    pub post: Post,
    pub image: ImageId,
}

pub fn filter(name: &'static str, altitude: &'static str, pre: Pre) -> NewTestFilter {
    NewTestFilter { name, altitude, pre, query_teardown: false, operation_flags: 0, post, image: IMAGE }
}

pub fn filter_at(cx: &Context, new: &NewTestFilter) -> Result<Arc<Filter>, NTSTATUS> {
    let operation = |major| OperationCallbacks {
        major,
        flags: new.operation_flags,
        pre: new.pre as usize,
        post: new.post as usize,
    };
    let registration = Registration {
        flags: 0,
        operations: [IRP_MJ_CREATE, IRP_MJ_WRITE, IRP_MJ_CLEANUP].map(operation).into(),
        unload: unload as *const () as usize,
        setup: setup as *const () as usize,
        query_teardown: if new.query_teardown { query_teardown as *const () as usize } else { 0 },
        teardown_start: 0,
        teardown_complete: torn_down as *const () as usize,
        provides_names: false,
    };
    let altitude = Altitude::parse(&text(new.altitude)).unwrap();
    let definitions = vec![Definition { name: text("Instance"), altitude, flags: 0 }];
    let driver_object = NAMES.with_borrow(Vec::len) + 1;
    let new_filter = NewFilter { image: new.image, driver_object, name: text(new.name), registration, definitions };
    let made = register::register(cx, new_filter)?;
    NAMES.with_borrow_mut(|names| names.push((made.address, new.name)));
    Ok(made)
}

pub fn started(cx: &Context, new: &NewTestFilter) -> Arc<Filter> {
    let filter = filter_at(cx, new).unwrap();
    assert_eq!(register::start(cx, &filter), STATUS_SUCCESS);
    filter
}

fn name_of(objects: *const FLT_RELATED_OBJECTS) -> &'static str {
    let filter = unsafe { (*objects).Filter } as usize;
    NAMES.with_borrow(|names| names.iter().find(|(address, _)| *address == filter).map_or("?", |(_, name)| name))
}

extern "win64" fn setup(objects: *const FLT_RELATED_OBJECTS, flags: u32, device: u32, _file_system: i32) -> NTSTATUS {
    if flags & FLTFL_INSTANCE_SETUP_NEWLY_MOUNTED_VOLUME != 0 {
        let volume = unsafe { (*objects).Volume } as usize;
        let mut buffer = [0_u16; 64];
        let mut name = UNICODE_STRING { Length: 0, MaximumLength: 128, Buffer: buffer.as_mut_ptr() };
        kernel("FltGetVolumeName", &[volume, &raw mut name as usize, 0]);
        let name = Text::read(&raw const name).unwrap();
        log(&format!("setup {flags} device {device} on {name}"));
    }
    STATUS_SUCCESS
}

extern "win64" fn query_teardown(_objects: *const FLT_RELATED_OBJECTS, _flags: u32) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "win64" fn torn_down(objects: *const FLT_RELATED_OBJECTS, reason: u32) {
    if reason != 2 && reason != 8 {
        let _ = objects;
        log(&format!("torn down {reason}"));
    }
}

extern "win64" fn unload(_flags: u32) -> NTSTATUS {
    STATUS_SUCCESS
}

extern "win64" fn post(
    data: *mut FLT_CALLBACK_DATA,
    objects: *const FLT_RELATED_OBJECTS,
    context: usize,
    flags: u32,
) -> i32 {
    let name = name_of(objects);
    assert!(context == 0 || context == 7);
    let parameters = unsafe { &*(*data).Iopb };
    let length = unsafe { parameters.Parameters.Write.Length };
    let length = if parameters.MajorFunction == IRP_MJ_WRITE { format!(" length {length}") } else { String::new() };
    if flags & FLTFL_POST_OPERATION_DRAINING != 0 {
        log(&format!("drained {name}"));
    } else {
        log(&format!("post {name} {}{length}", kernel("KeGetCurrentIrql", &[]) as u8));
    }
    FLT_POSTOP_FINISHED_PROCESSING
}

/// A post-operation callback that changes the status.
pub extern "win64" fn fail_after(
    data: *mut FLT_CALLBACK_DATA,
    objects: *const FLT_RELATED_OBJECTS,
    _context: usize,
    _flags: u32,
) -> i32 {
    let status = unsafe { &mut (*data).IoStatus };
    log(&format!("post {} changes {:#x}", name_of(objects), status.Status));
    *status = IO_STATUS_BLOCK { Status: STATUS_DELETE_PENDING, Information: 0 };
    FLT_POSTOP_FINISHED_PROCESSING
}

/// Pre-operation callbacks.
pub mod answer {
    use super::*;

    fn seen(objects: *const FLT_RELATED_OBJECTS) {
        log(&format!("pre {}", name_of(objects)));
    }

    pub extern "win64" fn with_context(
        _: *mut FLT_CALLBACK_DATA,
        objects: *const FLT_RELATED_OBJECTS,
        context: *mut usize,
    ) -> i32 {
        seen(objects);
        unsafe { context.write(7) };
        FLT_PREOP_SUCCESS_WITH_CALLBACK
    }

    pub extern "win64" fn complete_denied(
        data: *mut FLT_CALLBACK_DATA,
        objects: *const FLT_RELATED_OBJECTS,
        _: *mut usize,
    ) -> i32 {
        seen(objects);
        unsafe { (*data).IoStatus = IO_STATUS_BLOCK { Status: STATUS_ACCESS_DENIED, Information: 0 } };
        FLT_PREOP_COMPLETE
    }

    pub extern "win64" fn complete_pending(
        data: *mut FLT_CALLBACK_DATA,
        _: *const FLT_RELATED_OBJECTS,
        _: *mut usize,
    ) -> i32 {
        unsafe { (*data).IoStatus = IO_STATUS_BLOCK { Status: STATUS_PENDING, Information: 0 } };
        FLT_PREOP_COMPLETE
    }

    pub extern "win64" fn disallow_fast_io(
        _: *mut FLT_CALLBACK_DATA,
        _: *const FLT_RELATED_OBJECTS,
        _: *mut usize,
    ) -> i32 {
        FLT_PREOP_DISALLOW_FASTIO
    }

    pub extern "win64" fn change_length(
        data: *mut FLT_CALLBACK_DATA,
        objects: *const FLT_RELATED_OBJECTS,
        _: *mut usize,
    ) -> i32 {
        seen(objects);
        unsafe { (*(*data).Iopb).Parameters.Write.Length = 99 };
        FLT_PREOP_SUCCESS_WITH_CALLBACK
    }

    pub extern "win64" fn change_and_declare(
        data: *mut FLT_CALLBACK_DATA,
        objects: *const FLT_RELATED_OBJECTS,
        context: *mut usize,
    ) -> i32 {
        kernel("FltSetCallbackDataDirty", &[data as usize]);
        change_length(data, objects, context)
    }

    pub extern "win64" fn synchronize(
        _: *mut FLT_CALLBACK_DATA,
        objects: *const FLT_RELATED_OBJECTS,
        _: *mut usize,
    ) -> i32 {
        seen(objects);
        FLT_PREOP_SYNCHRONIZE
    }

    pub extern "win64" fn forty_two(_: *mut FLT_CALLBACK_DATA, _: *const FLT_RELATED_OBJECTS, _: *mut usize) -> i32 {
        42
    }

    pub extern "win64" fn pend(_: *mut FLT_CALLBACK_DATA, _: *const FLT_RELATED_OBJECTS, _: *mut usize) -> i32 {
        2
    }

    pub extern "win64" fn context_for_nobody(
        _: *mut FLT_CALLBACK_DATA,
        _: *const FLT_RELATED_OBJECTS,
        context: *mut usize,
    ) -> i32 {
        unsafe { context.write(7) };
        FLT_PREOP_SUCCESS_NO_CALLBACK
    }

    pub extern "win64" fn keep_data(data: *mut FLT_CALLBACK_DATA, _: *const FLT_RELATED_OBJECTS, _: *mut usize) -> i32 {
        KEPT.set(data as usize);
        FLT_PREOP_SUCCESS_NO_CALLBACK
    }
}

/// A file that is known by its name alone.
pub struct TestFile {
    object: Box<FILE_OBJECT>,
    volume: Arc<Volume>,
    name: String,
}

// its FILE_OBJECT is only read
unsafe impl Send for TestFile {}
unsafe impl Sync for TestFile {}

impl TestFile {
    pub fn on_system_volume(cx: &Context, path: &str) -> Arc<Self> {
        Self::on(&cx.machine().flt.volumes()[0], path)
    }

    pub fn on(volume: &Arc<Volume>, path: &str) -> Arc<Self> {
        let name = format!("{}{path}", volume.is.device);
        Arc::new(Self { object: Box::new(unsafe { std::mem::zeroed() }), volume: Arc::clone(volume), name })
    }
}

impl File for TestFile {
    fn file_object(&self) -> usize {
        std::ptr::from_ref(&*self.object) as usize
    }

    fn volume(&self) -> Arc<Volume> {
        Arc::clone(&self.volume)
    }

    fn name(&self, _cx: &Context, format: NameFormat) -> Result<FileName, NTSTATUS> {
        if format == NameFormat::Short {
            return Err(STATUS_OBJECT_NAME_NOT_FOUND);
        }
        Ok(FileName { name: text(&self.name), share_units: 0 })
    }

    fn is_directory(&self, _cx: &Context) -> bool {
        self.name.ends_with('\\')
    }
}

pub fn create(file: &Arc<TestFile>) -> Operation {
    let mut operation = Operation::irp(IRP_MJ_CREATE, Arc::clone(file) as Arc<dyn File>, None, Mode::User);
    operation.parameters =
        Parameters::Create { desired_access: 1, options: 0x0100_0060, file_attributes: 0, share_access: 7 };
    operation
}

pub fn write(file: &Arc<TestFile>) -> Operation {
    let mut operation = Operation::irp(IRP_MJ_WRITE, Arc::clone(file) as Arc<dyn File>, None, Mode::User);
    operation.parameters = Parameters::Write { length: 10, byte_offset: -1 };
    operation
}

pub fn medium(device: &str, medium: Medium, dax: bool) -> NewVolume {
    NewVolume { device: text(device), medium, file_system: "NTFS".into(), dax }
}
