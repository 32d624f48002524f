//! NtCreateKey and NtOpenKeyEx.

use std::ptr::{null, null_mut};
use std::sync::Arc;

use kernel_abi::{
    RegNtPreCreateKeyEx, RegNtPreOpenKeyEx, KEY_WOW64_32KEY, KEY_WOW64_64KEY, NTSTATUS, NT_SUCCESS,
    OBJ_FORCE_ACCESS_CHECK, OBJ_KERNEL_HANDLE, REG_CREATED_NEW_KEY, REG_CREATE_KEY_INFORMATION_V1,
    REG_OPENED_EXISTING_KEY, REG_OPTION_VOLATILE, STATUS_OBJECT_NAME_INVALID, STATUS_OBJECT_NAME_NOT_FOUND,
    STATUS_REPARSE, STATUS_SUCCESS, UNICODE_STRING,
};

use super::information::with_name;
use super::names::{components, is_absolute, is_registry_name, joined};
use super::notify::{around_with, Done, Ended};
use super::object::{self, KeyObject};
use super::status::OBJECT_PATH_SYNTAX_BAD;
use super::walk::{Walked, Way};
use crate::guest::{Context, Mode};
use crate::ob::{self, Body};
use crate::ps;
use crate::text::Text;
use crate::verifier::BugCheck;

/// How often a way may begin anew: IO_MAX_REMOUNT_REPARSE_ATTEMPTS of the object manager.
const MAX_REPARSES: usize = 63;
/// REG_OPTION_CREATE_LINK and REG_OPTION_OPEN_LINK.
const CREATE_LINK: u32 = 2;
const OPEN_LINK: u32 = 8;
const OBJ_OPENLINK: u32 = 0x100;

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// Key that the name is relative to; `None` if it begins with a backslash.
    pub root: Option<Arc<KeyObject>>,
    /// Complete name, which may be empty with a root.
    pub name: Text,
    /// KEY_ rights, with KEY_WOW64_32KEY or KEY_WOW64_64KEY. Rights are not checked.
    pub access: u32,
    /// OBJ_ flags.
    pub attributes: u32,
    /// REG_OPTION_ flags.
    pub options: u32,
    /// Whether the last component is made if it is missing.
    pub create: bool,
}

impl Request {
    /// To open a key, or with `create` to make it if its last component is missing.
    #[must_use]
    pub fn of(root: Option<Arc<KeyObject>>, name: Text, access: u32, create: bool) -> Self {
        Self { root, name, access, attributes: 0, options: 0, create }
    }
}

/// What came of it.
pub struct Opened {
    /// STATUS_SUCCESS, or why it failed; what a callback refused with, verbatim.
    pub status: NTSTATUS,
    /// The open key, to which the system refers: its opener gives that [back](crate::ob::release) once he has a handle.
    pub key: Option<Arc<KeyObject>>,
    /// Whether the key was made.
    pub created: bool,
}

/// Opens or makes a key in the current thread. PASSIVE_LEVEL; calls drivers.
///
/// Each time that the way leads over a link or into the other view of WOW64 it begins anew with the name that it leads to, and the
/// callbacks are asked anew.
pub fn open(cx: &Context, request: &Request) -> Opened {
    let wow64 = wow64_flags(cx, request.access);
    let mut from = request.root.clone();
    let mut name = request.name.clone();
    for _ in 0..MAX_REPARSES {
        let wrong = wrong_start(from.is_some(), &name);
        if wrong != STATUS_SUCCESS {
            return failed(wrong);
        }
        let step = Step { request, root: from.as_ref(), name: &name, wow64 };
        match step.take(cx) {
            Taken::Opened(opened) => return opened,
            Taken::Again(other) => (from, name) = (None, other),
        }
    }
    failed(STATUS_OBJECT_NAME_INVALID)
}

fn failed(status: NTSTATUS) -> Opened {
    Opened { status, key: None, created: false }
}

/// What the object manager says before the registry is asked at all.
fn wrong_start(has_root: bool, name: &Text) -> NTSTATUS {
    match (has_root, is_absolute(name)) {
        (true, true) | (false, false) => OBJECT_PATH_SYNTAX_BAD,
        (false, true) if !is_registry_name(name) => STATUS_OBJECT_NAME_NOT_FOUND,
        _ => STATUS_SUCCESS,
    }
}

/// A 32-bit program that asks for no view gets its own.
fn wow64_flags(cx: &Context, access: u32) -> u32 {
    let asked = access & (KEY_WOW64_32KEY | KEY_WOW64_64KEY);
    let narrow = asked == 0 && cx.mode() == Mode::User && ps::current(cx).wow64;
    if narrow {
        KEY_WOW64_32KEY
    } else {
        asked
    }
}

/// One walk of one name.
struct Step<'a> {
    request: &'a Request,
    root: Option<&'a Arc<KeyObject>>,
    name: &'a Text,
    wow64: u32,
}

enum Taken {
    Opened(Opened),
    Again(Text),
}

impl Step<'_> {
    fn take(&self, cx: &Context) -> Taken {
        let remaining = match self.root {
            Some(_) => self.name.clone(),
            None => joined(&Text::of(&[]), &components(self.name)[1..]),
        };
        // relative to the root, as "REG_CREATE_KEY_INFORMATION_V1 structure (wdm.h)" has it: without a leading backslash
        let remaining = Text::of(remaining.units().strip_prefix(&[u16::from(b'\\')]).unwrap_or(remaining.units()));
        with_name(cx, self.name, |complete| {
            with_name(cx, &remaining, |remaining| self.notified(cx, complete, remaining))
        })
    }

    fn notified(&self, cx: &Context, complete: *const UNICODE_STRING, remaining: *const UNICODE_STRING) -> Taken {
        let root = self.root.unwrap_or(&cx.machine().cm.root);
        let class = if self.request.create { RegNtPreCreateKeyEx } else { RegNtPreOpenKeyEx };
        let (mut disposition, mut result) = (0_u32, null_mut());
        let mut again = None;
        let mut information = self.information(cx, root, complete, remaining);
        information.Disposition = &raw mut disposition;
        information.ResultObject = &raw mut result;
        let ended =
            around_with(cx, class, root, &mut information, |information| self.walk(cx, information, &mut again));
        match again {
            Some(other) if ended.status == STATUS_REPARSE => Taken::Again(other),
            _ => Taken::Opened(ended_with(cx, &ended, result as usize, disposition)),
        }
    }

    fn walk(&self, cx: &Context, information: &mut REG_CREATE_KEY_INFORMATION_V1, again: &mut Option<Text>) -> Done {
        let options = self.request.options;
        let way = Way {
            create: self.request.create,
            volatile: options & REG_OPTION_VOLATILE != 0,
            makes_link: options & CREATE_LINK != 0,
            opens_link: options & OPEN_LINK != 0 || self.request.attributes & OBJ_OPENLINK != 0,
            wow64: self.wow64,
        };
        let walked = cx.machine().cm.tree.lock().walk(self.root.map(|root| root.key), self.name, way);
        let (key, disposition) = match walked {
            Walked::Found(key) => (key, REG_OPENED_EXISTING_KEY),
            Walked::Made(key) => (key, REG_CREATED_NEW_KEY),
            Walked::Failed(status) => return (status, None),
            Walked::Again(other) => {
                *again = Some(other);
                return (STATUS_REPARSE, None);
            }
        };
        let object = object::open(cx, key);
        // both point to variables of `notified`
        unsafe {
            information.Disposition.write(disposition);
            information.ResultObject.write(object.address as *mut _);
        }
        (STATUS_SUCCESS, Some(object))
    }

    fn information(
        &self,
        cx: &Context,
        root: &Arc<KeyObject>,
        complete: *const UNICODE_STRING,
        remaining: *const UNICODE_STRING,
    ) -> REG_CREATE_KEY_INFORMATION_V1 {
        let checked = cx.mode() == Mode::User || self.request.attributes & OBJ_FORCE_ACCESS_CHECK != 0;
        REG_CREATE_KEY_INFORMATION_V1 {
            CompleteName: complete,
            RootObject: root.address as *mut _,
            ObjectType: cx.machine().cm.key_type as *mut _,
            Options: self.request.options,
            Class: null(),
            SecurityDescriptor: null_mut(),
            SecurityQualityOfService: null_mut(),
            DesiredAccess: self.request.access,
            GrantedAccess: 0,
            Disposition: null_mut(),
            ResultObject: null_mut(),
            CallContext: null_mut(),
            RootObjectContext: null_mut(),
            Transaction: null_mut(),
            Version: 1,
            RemainingName: remaining,
            Wow64Flags: self.wow64,
            Attributes: self.request.attributes & (OBJ_KERNEL_HANDLE | OBJ_FORCE_ACCESS_CHECK | OBJ_OPENLINK),
            CheckAccessMode: i8::from(checked),
        }
    }
}

/// The system's own object, or one that a callback supplies together with a reference to it.
fn ended_with(cx: &Context, ended: &Ended, result: usize, disposition: u32) -> Opened {
    let objects = &cx.machine().ob.objects;
    let known = match objects.get(result) {
        Some(Body::Key(key)) => Some(key),
        _ => None,
    };
    if ended.bypassed && NT_SUCCESS(ended.status) {
        let Some(key) = known.filter(|_| objects.hold(result) && objects.dereference(result, None).is_ok()) else {
            let how = "STATUS_CALLBACK_BYPASS of a create or open without a referenced key as its ResultObject";
            cx.bug_check(BugCheck::rule("registry callback", how))
        };
        return Opened { status: ended.status, key: Some(key), created: disposition == REG_CREATED_NEW_KEY };
    }
    if !NT_SUCCESS(ended.status) {
        if known.is_some() {
            // refused after it was opened
            ob::release(cx, result);
        }
        return failed(ended.status);
    }
    let Some(key) = known else {
        let how = "a success in the place of a failure, without a key as the ResultObject";
        cx.bug_check(BugCheck::rule("registry callback", how))
    };
    Opened { status: ended.status, key: Some(key), created: disposition == REG_CREATED_NEW_KEY }
}
