//! The cross compiler, its headers, and how values are read out of an object file.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::checks::Check;
use crate::exceptions;
use crate::signatures::Declaration;

const GCC: &str = "x86_64-w64-mingw32-gcc";
const OBJCOPY: &str = "x86_64-w64-mingw32-objcopy";
const DDK: &str = "/usr/share/mingw-w64/include/ddk";
const FLTKERNEL: &str = "/usr/include/wine/wine/windows/ddk/fltkernel.h";
const MAY_BE_LEFT_OUT: &str = "EDRKM_ORACLE_MAY_BE_LEFT_OUT";

const WINE: &str = "/usr/include/wine/wine";

/// Without `const`, so that a signature is compared by what matters to a call.
const OPTIONS: [&str; 5] =
    ["-std=gnu11", "-D_WIN32_WINNT=0x0A00", "-DNTDDI_VERSION=0x0A000000", "-Dconst=", "-Wno-attributes"];

/// Which headers.
#[derive(Clone, Copy)]
pub enum Headers {
    /// mingw-w64's of the kernel, and Wine's of the filter manager.
    Kernel,
    /// Wine's of the kernel, and none of mingw-w64's: other authors once more.
    Wine,
    /// Those of programs.
    Programs,
}

/// A compiler with the headers.
pub struct Oracle {
    directory: PathBuf,
    options: Vec<String>,
    prelude: String,
    transcribed: &'static str,
}

impl Oracle {
    /// Finds them. `None` only where the environment says that they may be left out.
    pub fn find(headers: Headers) -> Option<Self> {
        let missing = missing();
        if missing.is_empty() {
            return Some(Self {
                directory: PathBuf::from(env!("CARGO_TARGET_TMPDIR")),
                options: headers.options(),
                prelude: headers.prelude(),
                transcribed: headers.transcribed(),
            });
        }
        let may_be_left_out = std::env::var(MAY_BE_LEFT_OUT).is_ok_and(|value| value == "1");
        assert!(may_be_left_out, "missing: {}; set {MAY_BE_LEFT_OUT}=1 to leave this out", missing.join(", "));
        println!("LEFT OUT: the layouts were not compared with C headers; missing: {}", missing.join(", "));
        None
    }

    /// What C makes of each expression.
    pub fn evaluate(&self, checks: &[Check]) -> Vec<u64> {
        let mut source = self.prelude.clone();
        source.push_str(self.transcribed);
        source.push_str("__attribute__((section(\".oracle\"), used)) static unsigned long long table[] = {\n");
        for check in checks {
            source.push_str(&format!("  (unsigned long long)({}), /* {} */\n", check.c, check.what));
        }
        source.push_str("};\n");
        let object = self.compile(&source).unwrap_or_else(|errors| panic!("the headers lack something:\n{errors}"));
        let mut values = self.section(&object);
        assert!(values.len() >= checks.len(), "{} values for {} checks", values.len(), checks.len());
        assert!(values.split_off(checks.len()).iter().all(|padding| *padding == 0), "values after the last check");
        values
    }

    /// Declares each function and type once more; where the headers declare it otherwise, or not at all, that is an error.
    pub fn compile_declarations(&self, declarations: &[Declaration]) -> Result<(), String> {
        let mut source = self.prelude.clone();
        source.push_str(self.transcribed);
        for declaration in declarations {
            source.push_str(&declaration.use_of_the_headers());
        }
        for declaration in declarations {
            source.push_str(&declaration.again());
        }
        self.compile(&source).map(drop)
    }

    /// Takes each name for an own type, which is an error where the headers have it, as whatever.
    pub fn assert_unknown(&self, names: &[&str]) {
        let mut source = self.prelude.clone();
        for name in names {
            source.push_str(&format!(
                "#ifdef {name}\n#error {name} is a macro\n#endif\ntypedef struct own_{name} {name};\n"
            ));
        }
        self.compile(&source)
            .map(drop)
            .unwrap_or_else(|errors| panic!("known now, so take it off the list:\n{errors}"));
    }

    fn compile(&self, source: &str) -> Result<PathBuf, String> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let stem = format!("oracle-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let (file, object) = (self.directory.join(format!("{stem}.c")), self.directory.join(format!("{stem}.o")));
        std::fs::write(&file, source).expect("a C file can be written");
        let output = Command::new(GCC)
            .args(OPTIONS)
            .args(&self.options)
            .arg("-c")
            .arg(&file)
            .arg("-o")
            .arg(&object)
            .output()
            .expect("the compiler runs");
        if output.status.success() {
            return Ok(object);
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    fn section(&self, object: &Path) -> Vec<u64> {
        let raw = object.with_extension("bin");
        let status = Command::new(OBJCOPY)
            .args(["-O", "binary", "--only-section=.oracle"])
            .arg(object)
            .arg(&raw)
            .status()
            .expect("objcopy runs");
        assert!(status.success(), "objcopy of {}", object.display());
        let bytes = std::fs::read(&raw).expect("the section can be read");
        bytes.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().expect("8 bytes"))).collect()
    }
}

fn missing() -> Vec<String> {
    let mut missing = Vec::new();
    for tool in [GCC, OBJCOPY] {
        if Command::new(tool).arg("--version").output().is_err() {
            missing.push(format!("{tool} (Debian: gcc-mingw-w64-x86-64)"));
        }
    }
    if !Path::new(DDK).join("ntifs.h").exists() {
        missing.push(format!("{DDK}/ntifs.h (Debian: mingw-w64-x86-64-dev)"));
    }
    if !Path::new(FLTKERNEL).exists() {
        missing.push(format!("{FLTKERNEL} (Debian: libwine-dev)"));
    }
    missing
}

impl Headers {
    /// What the headers of programs would not compile.
    fn transcribed(self) -> &'static str {
        match self {
            Self::Kernel => exceptions::TRANSCRIBED,
            Self::Programs | Self::Wine => "",
        }
    }

    /// Where the compiler looks for headers.
    fn options(self) -> Vec<String> {
        if matches!(self, Self::Kernel | Self::Programs) {
            return vec![format!("-I{DDK}")];
        }
        let own = Command::new(GCC).arg("-print-file-name=include").output().expect("the compiler runs").stdout;
        let own = String::from_utf8_lossy(&own).trim().to_owned();
        let folders = [own, format!("{WINE}/windows"), format!("{WINE}/msvcrt")];
        std::iter::once("-nostdinc".to_owned()).chain(folders.map(|folder| format!("-I{folder}"))).collect()
    }

    /// Wine's header is taken alone: the rest comes from mingw-w64's. It names a type that those lack, by pointer only.
    fn prelude(self) -> String {
        match self {
            Self::Kernel => format!(
                "#include <ntifs.h>\n#include <ntddk.h>\n#include <bcrypt.h>\n\
                 typedef void *PFS_FILTER_SECTION_SYNC_OUTPUT;\n#include \"{FLTKERNEL}\"\n"
            ),
            Self::Wine => {
                let headers = [
                    "stdarg",
                    "stddef",
                    "windef",
                    "winbase",
                    "winternl",
                    "ddk/ntifs",
                    "ddk/ntddk",
                    "ddk/wdm",
                    "evntprov",
                ];
                headers.map(|header| format!("#include <{header}.h>\n")).concat()
            }
            Self::Programs => "#include <windows.h>\n".to_owned(),
        }
    }
}
