//! NtCreateFile on volumes: a create goes down through the filters, is done by the file system and comes up; a name that leads
//! elsewhere makes a create of its own.

use std::sync::Arc;

use kernel_abi::{
    IRP_MJ_CREATE, NTSTATUS, NT_SUCCESS, STATUS_OBJECT_NAME_NOT_FOUND, STATUS_OBJECT_PATH_NOT_FOUND, STATUS_REPARSE,
    STATUS_SUCCESS,
};

use super::create;
use super::file_object::FileObject;
use super::open_file::OpenFile;
use super::path::SEPARATOR;
use super::request::CreateRequest;
use super::status::{STATUS_REPARSE_POINT_NOT_RESOLVED, STATUS_VOLUME_DISMOUNTED};
use super::volume::Volume;
use super::MAX_REPARSES;
use crate::flt::{self, Operation, Parameters};
use crate::guest::Context;
use crate::ob::{self, Body};
use crate::text::Text;
use crate::verifier::BugCheck;

/// IRP_CREATE_OPERATION | IRP_SYNCHRONOUS_API | IRP_DEFER_IO_COMPLETION.
const CREATE_FLAGS: u32 = 0x80 | 0x4 | 0x800;

/// How an open ended.
pub struct Opened {
    /// Final status.
    pub status: NTSTATUS,
    /// IO_STATUS_BLOCK.Information.
    pub information: usize,
    /// The file, unless it failed. It carries a reference of the system, for [`crate::ob::release`].
    pub file: Option<Arc<OpenFile>>,
}

impl Opened {
    fn failed(status: NTSTATUS) -> Self {
        Self { status, information: 0, file: None }
    }
}

/// A create that has gone down and not come up yet.
pub struct Opening {
    request: CreateRequest,
    down: Result<(Arc<OpenFile>, flt::Descent), NTSTATUS>,
}

impl Opening {
    /// The file object, unless the create did not even go down.
    pub fn file(&self) -> Option<&Arc<OpenFile>> {
        self.down.as_ref().ok().map(|(file, _)| file)
    }
}

/// NtCreateFile on a volume. PASSIVE_LEVEL.
pub fn open(cx: &Context, request: CreateRequest) -> Opened {
    finish(cx, begin(cx, request))
}

/// The same, but the file system keeps the create until [`finish`].
pub fn begin(cx: &Context, request: CreateRequest) -> Opening {
    let down = send(cx, &request);
    Opening { request, down }
}

/// The file system does it; a reparse makes a create of its own, which is not kept.
pub fn finish(cx: &Context, opening: Opening) -> Opened {
    let Opening { mut request, mut down } = opening;
    for _ in 0..=MAX_REPARSES {
        let (file, descent) = match down {
            Ok(down) => down,
            Err(status) => return Opened::failed(status),
        };
        let (status, information, elsewhere) = bring_up(cx, &request, &file, descent);
        let Some(target) = elsewhere.filter(|_| status == STATUS_REPARSE) else {
            return ended(cx, &request, file, status, information);
        };
        ob::release(cx, file.address());
        request = CreateRequest { name: target, related: None, file_id: 0, ..request };
        down = send(cx, &request);
    }
    if let Ok((file, descent)) = down {
        // one name too many: as on Windows it is not looked at any more
        cx.as_thread(request.runner, request.mode, || flt::ascend(cx, descent, STATUS_REPARSE_POINT_NOT_RESOLVED, 0));
        ob::release(cx, file.address());
    }
    Opened::failed(STATUS_REPARSE_POINT_NOT_RESOLVED)
}

fn send(cx: &Context, request: &CreateRequest) -> Result<(Arc<OpenFile>, flt::Descent), NTSTATUS> {
    let status = request.check();
    if status != STATUS_SUCCESS {
        return Err(status);
    }
    let volume = volume_of(cx, request)?;
    let file = make_file(cx, request, volume);
    let mut operation =
        Operation::irp(IRP_MJ_CREATE, Arc::clone(&file) as Arc<dyn flt::File>, request.thread, request.mode);
    operation.irp_flags = CREATE_FLAGS;
    operation.operation_flags = request.operation_flags;
    operation.parameters = Parameters::Create {
        desired_access: request.desired_access,
        options: request.options,
        file_attributes: request.attributes,
        share_access: request.share_access,
    };
    let descent = cx.as_thread(request.runner, request.mode, || flt::descend(cx, operation));
    Ok((file, descent))
}

fn volume_of(cx: &Context, request: &CreateRequest) -> Result<Arc<Volume>, NTSTATUS> {
    if let Some(related) = &request.related {
        let gone = related.volume.is_gone();
        return if gone { Err(STATUS_VOLUME_DISMOUNTED) } else { Ok(Arc::clone(&related.volume)) };
    }
    let below_device = request.name.units().iter().skip("\\Device\\".len()).any(|unit| *unit == SEPARATOR);
    let missing = if below_device { STATUS_OBJECT_PATH_NOT_FOUND } else { STATUS_OBJECT_NAME_NOT_FOUND };
    cx.machine().fs.volume_of(&request.name).ok_or(missing)
}

/// The file object, known to the object manager, with a reference of the system.
fn make_file(cx: &Context, request: &CreateRequest, volume: Arc<Volume>) -> Arc<OpenFile> {
    let machine = cx.machine();
    let rest = volume.rest_of(request.name.units()).unwrap_or(&[]);
    let id = request.file_id.to_le_bytes();
    let id = id.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])).collect::<Vec<_>>();
    let (name, opened_path) = match &request.related {
        _ if request.is_by_id() => (id.as_slice(), Vec::new()),
        Some(related) => {
            let name = request.name.units();
            (name, volume.with(|tree| related.path_below(tree, name)))
        }
        None => (rest, rest.to_vec()),
    };
    let object = FileObject::make(&machine.pool, &volume, request, name);
    volume.opened();
    let file = Arc::new(OpenFile::new(object, volume, request.clone(), opened_path));
    machine.ob.objects.insert(file.address(), Body::VolumeFile(Arc::clone(&file)));
    machine.ob.objects.hold(file.address());
    file
}

fn bring_up(
    cx: &Context,
    request: &CreateRequest,
    file: &OpenFile,
    down: flt::Descent,
) -> (NTSTATUS, usize, Option<Text>) {
    let mut asked = request.clone();
    if let Parameters::Create { desired_access, options, .. } = down.operation.parameters {
        (asked.desired_access, asked.options) = (desired_access, options);
    }
    cx.as_thread(request.runner, request.mode, || {
        let reached = down.reached;
        let answer = reached.then(|| create::perform(file, &asked));
        if answer.as_ref().is_some_and(|answer| answer.status == STATUS_SUCCESS) {
            file.object.opened(&asked, file.file_id());
        }
        let (below, did) = answer.as_ref().map_or((0, 0), |answer| (answer.status, answer.information));
        let (status, information) = flt::ascend(cx, down, below, did);
        if !reached && status == STATUS_REPARSE {
            cx.bug_check(BugCheck::host("a reparse by a filter is not simulated".into()));
        }
        if NT_SUCCESS(status) != NT_SUCCESS(below) && reached {
            cx.bug_check(BugCheck::host("a filter that changes how a create ended is not simulated".into()));
        }
        (status, information, answer.and_then(|answer| answer.elsewhere))
    })
}

fn ended(cx: &Context, request: &CreateRequest, file: Arc<OpenFile>, status: NTSTATUS, information: usize) -> Opened {
    if NT_SUCCESS(status) {
        file.object.note_volume(request);
        file.change(|state| state.phase = state.phase.max(super::Phase::Open));
        return Opened { status, information, file: Some(file) };
    }
    ob::release(cx, file.address());
    Opened::failed(status)
}
