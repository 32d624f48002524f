//! Signatures of imports, callbacks and routines found by name, read from the sources and written as C declarations, without
//! `const` and without names of parameters.

use crate::{exceptions, sources};

/// A function, or a pointer to functions.
pub enum Declaration {
    /// Its name, result and parameters.
    Function(String, String, String),
    /// The type's name, the result and the parameters.
    Pointer(String, String, String),
}

impl Declaration {
    /// C that only compiles if the headers have the name.
    pub fn use_of_the_headers(&self) -> String {
        match self {
            Self::Function(name, ..) => format!("void *use_of_{name}(void) {{ return (void *)&{name}; }}\n"),
            Self::Pointer(name, ..) => format!("extern {name} use_of_{name};\n"),
        }
    }

    /// The same name with the signature that Rust has.
    pub fn again(&self) -> String {
        match self {
            Self::Function(name, result, parameters) => format!("{result} NTAPI {name}({parameters});\n"),
            Self::Pointer(name, result, parameters) => format!("typedef {result} (NTAPI *{name})({parameters});\n"),
        }
    }
}

/// One for each import, callback type and type of a routine that is found by name.
pub fn declarations() -> Vec<Declaration> {
    let mut declarations = Vec::new();
    for text in sources::files() {
        let code = without_comments(&text);
        for block in code.split("imports! {").skip(1) {
            declarations.extend(block.split("pub fn ").skip(1).filter_map(of_function));
        }
        declarations.extend(code.split("pub type ").skip(1).filter_map(of_type));
    }
    declarations
}

/// `Name(A: T, ...) -> R;` of an import block.
pub fn of_function(rest: &str) -> Option<Declaration> {
    let (name, _) = rest.split_once('(')?;
    let signature = Signature::parse(rest.split_once(';')?.0.strip_prefix(name)?);
    Some(Declaration::Function(name.to_owned(), signature.result, signature.parameters))
}

/// `NAME = kernel_fn!(type (A: T, ...) -> R);`: a pointer to such a function, or the routine `X` itself for `XFn`.
fn of_type(rest: &str) -> Option<Declaration> {
    let (name, definition) = rest.split_once('=')?;
    let body = definition.split_once(';')?.0.trim().strip_prefix("kernel_fn!(type ")?.strip_suffix(')')?;
    let Signature { result, parameters } = Signature::parse(body);
    if let Some(routine) = name.trim().strip_suffix("Fn") {
        let known = !exceptions::MACROS.contains(&routine);
        return known.then(|| Declaration::Function(routine.to_owned(), result, parameters));
    }
    Some(Declaration::Pointer(format!("P{}", name.trim()), result, parameters))
}

fn without_comments(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line.trim(), " "]).collect()
}

struct Signature {
    result: String,
    parameters: String,
}

impl Signature {
    /// `(A: T, B: U) -> R`, with or without the result.
    fn parse(text: &str) -> Self {
        let text = text.trim();
        let (parameters, result) = text.rsplit_once("->").unwrap_or((text, "()"));
        let inner = parameters.trim().trim_start_matches('(').trim_end_matches(')');
        let types: Vec<_> =
            inner.split(',').filter_map(|one| one.split_once(':')).map(|(_, ty)| c_type(ty.trim())).collect();
        let parameters = if types.is_empty() { "void".to_owned() } else { types.join(", ") };
        Self { result: c_type(result.trim()), parameters }
    }
}

/// The C type of a Rust type. A name that is not listed has the same name in C.
pub fn c_type(rust: &str) -> String {
    if let Some(pointee) = rust.strip_prefix("*mut ").or_else(|| rust.strip_prefix("*const ")) {
        return format!("{} *", c_type(pointee));
    }
    if let Some(inner) = rust.strip_prefix("Option<").and_then(|rest| rest.strip_suffix('>')) {
        return c_type(inner);
    }
    let name = match rust {
        "()" => "void",
        "!" => "void",
        "c_void" => "void",
        "u8" => "UCHAR",
        "i8" => "CHAR",
        "u16" => "USHORT",
        "i16" => "SHORT",
        "u32" => "ULONG",
        "i32" => "LONG",
        "u64" => "ULONGLONG",
        "i64" => "LONGLONG",
        "usize" => "ULONG_PTR",
        "isize" => "LONG_PTR",
        "SystemRoutine" => "void *",
        "c_char" => "CHAR",
        "OSVERSIONINFOW" => "RTL_OSVERSIONINFOW",
        "EPROCESS" | "ETHREAD" | "OBJECT_TYPE" => {
            return format!("struct _{}", if rust == "EPROCESS" { "KPROCESS" } else { rust })
        }
        callback if is_callback(callback) => return format!("P{callback}"),
        same => same,
    };
    name.to_owned()
}

fn is_callback(name: &str) -> bool {
    [
        "_ROUTINE_EX",
        "_CALLBACK",
        "_FUNCTION",
        "DRIVER_CANCEL",
        "DRIVER_DISPATCH",
        "DRIVER_INITIALIZE",
        "DRIVER_UNLOAD",
        "ENABLECALLBACK",
    ]
    .iter()
    .any(|end| name.ends_with(end))
}
