//! What is compared: an expression of C with the value that Rust has.

use kernel_abi::{Field, Layout};

use crate::{exceptions, signatures};

/// One comparison.
pub struct Check {
    /// For the reader of a failure.
    pub what: String,
    /// Expression of C.
    pub c: String,
    /// The value that Rust has.
    pub expected: u64,
    /// Bytes that count.
    pub size: usize,
}

impl Check {
    fn new(what: String, c: String, expected: usize) -> Self {
        Self { what, c, expected: expected as u64, size: 8 }
    }
}

/// One line for each value that differs.
pub fn differences(checks: &[Check], values: &[u64]) -> Vec<String> {
    let cut = |value: u64, size: usize| if size >= 8 { value } else { value & ((1 << (8 * size)) - 1) };
    checks
        .iter()
        .zip(values)
        .filter(|(check, value)| cut(check.expected, check.size) != cut(**value, check.size))
        .map(|(check, value)| format!("{}: Rust {:#X}, C {value:#X} ({})", check.what, check.expected, check.c))
        .collect()
}

/// Size of each structure, and offset, size, kind and type of each field.
pub fn structures(known: impl Fn(&Layout) -> bool) -> Vec<Check> {
    let mut checks = Vec::new();
    for layout in kernel_abi::layouts().iter().filter(|layout| known(layout)) {
        if !exceptions::OTHER_SIZE.contains(&layout.name) {
            checks.push(Check::new(
                format!("size of {}", layout.name),
                format!("sizeof({})", whole(layout)),
                layout.size,
            ));
        }
        for field in layout.fields.iter().filter(|field| !field.name.starts_with('_')) {
            checks.extend(of_field(layout, field));
        }
    }
    checks
}

fn of_field(layout: &Layout, field: &Field) -> Vec<Check> {
    let what = format!("{}.{}", layout.name, field.name);
    let (path, start) = if layout.c_path.is_empty() {
        (field.name.to_owned(), String::new())
    } else {
        (format!("{}.{}", layout.c_path, field.name), format!(" - offsetof({}, {})", layout.c_type, layout.c_path))
    };
    let member = format!("((({} *)0)->{path})", layout.c_type);
    let mut checks = vec![
        Check::new(format!("offset of {what}"), format!("offsetof({}, {path}){start}", layout.c_type), field.offset),
        Check::new(format!("size of {what}"), format!("sizeof({member})"), field.size),
    ];
    if !exceptions::WORDS.contains(&what.as_str()) {
        let c = format!("(__builtin_classify_type({member}) == 5)");
        checks.push(Check::new(format!("whether {what} is a pointer"), c, is_pointer(field.rust_type).into()));
        checks.extend(of_type(&what, &member, field.rust_type));
    }
    checks
}

/// That C gives the field the same type, const or not. A `*mut c_void` may stand for a pointer to anything, and what has no name in
/// C is compared by its fields.
fn of_type(what: &str, member: &str, rust_type: &str) -> Option<Check> {
    let nameless =
        |name: &str| kernel_abi::layouts().iter().any(|layout| layout.name == name && !layout.c_path.is_empty());
    let (member, rust_type) = match rust_type.strip_prefix('[').and_then(|rest| rest.split_once(';')) {
        Some((element, _)) => (format!("{member}[0]"), element),
        None => (member.to_owned(), rust_type),
    };
    if rust_type.ends_with(" c_void") || nameless(rust_type) {
        return None;
    }
    let c = format!("__builtin_types_compatible_p(__typeof__({member}), {})", signatures::c_type(rust_type));
    Some(Check::new(format!("type of {what}"), c, 1))
}

/// C makes pointers of arrays where it classifies them.
fn is_pointer(rust_type: &str) -> bool {
    let named = ["HANDLE", "PETHREAD", "PEPROCESS", "PFLT_FILTER", "PFLT_INSTANCE", "PFLT_VOLUME"];
    ["*mut ", "*const ", "Option<", "["].iter().any(|start| rust_type.starts_with(start)) || named.contains(&rust_type)
}

fn whole(layout: &Layout) -> String {
    if layout.c_path.is_empty() {
        layout.c_type.to_owned()
    } else {
        format!("((({} *)0)->{})", layout.c_type, layout.c_path)
    }
}

/// Value of each constant, in the width of its type; of those that only the headers for programs have, or of the others.
pub fn constants(for_programs: bool) -> Vec<Check> {
    let tables = kernel_abi::constants();
    let known = tables.iter().flat_map(|table| table.iter()).filter(|constant| {
        !exceptions::is_unknown(constant.name) && exceptions::FOR_PROGRAMS.contains(&constant.name) == for_programs
    });
    known
        .map(|constant| Check {
            what: constant.name.to_owned(),
            c: constant.name.to_owned(),
            expected: constant.value,
            size: constant.size,
        })
        .collect()
}

/// Size and sign of each name that Rust gives to a number. The sign of an enumeration is a C compiler's choice, so it is not compared:
/// no value in use has its highest bit set.
pub fn numbers() -> Vec<Check> {
    macro_rules! named {
        ($($name:ident)*) => { [$((stringify!($name), size_of::<kernel_abi::$name>(), kernel_abi::$name::MIN != 0),)*] };
    }
    let integers = named!(
        NTSTATUS BOOLEAN ACCESS_MASK KIRQL KPROCESSOR_MODE DEVICE_TYPE KSPIN_LOCK SECURITY_INFORMATION REGHANDLE
        FLT_POST_OPERATION_FLAGS
    );
    let enumerations = named!(
        KWAIT_REASON EVENT_TYPE POOL_TYPE SECURITY_IMPERSONATION_LEVEL REG_NOTIFY_CLASS KEY_VALUE_INFORMATION_CLASS OB_PREOP_CALLBACK_STATUS
        FLT_PREOP_CALLBACK_STATUS FLT_POSTOP_CALLBACK_STATUS FLT_FILESYSTEM_TYPE
    );
    let mut checks = Vec::new();
    for (name, size, _) in integers.iter().chain(&enumerations) {
        checks.push(Check::new(format!("size of {name}"), format!("sizeof({name})"), *size));
    }
    for (name, _, signed) in integers {
        checks.push(Check::new(format!("sign of {name}"), format!("(({name})-1 < 0)"), signed.into()));
    }
    checks.push(Check::new("size of LARGE_INTEGER".to_owned(), "sizeof(LARGE_INTEGER)".to_owned(), 8));
    checks.push(Check::new("alignment of LARGE_INTEGER".to_owned(), "_Alignof(LARGE_INTEGER)".to_owned(), 8));
    checks
}
