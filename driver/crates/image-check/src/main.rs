//! Looks at a built driver and says what is wrong with it.
//!
//! `image-check IMAGE --map MAP --imports imports.json --rules image-rules.json [--pdb PDB] [--folder F] [--out DIR]`
//! prints what was found, writes `IMAGE.check.txt` and `IMAGE.check.json` into DIR, and ends with 1 if anything is wrong.

mod code;
mod code_check;
mod findings;
mod floating_point;
mod graph;
mod header_check;
mod image;
mod import_check;
mod link_map;
mod pdb;
mod report;
mod rules;
mod strings_check;
mod unwind;
mod values;

use std::collections::HashMap;
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs};

use code::Program;
use image::Image;
use link_map::LinkMap;
use report::Report;
use rules::{ImageRules, ImportRules};

const USAGE: &str =
    "usage: image-check IMAGE --map MAP --imports FILE --rules FILE [--pdb PDB] [--folder BUILD-FOLDER] [--out DIR]";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(fault) => {
            eprintln!("image-check: {fault}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &[String]) -> Result<usize, String> {
    let (path, options) = arguments.split_first().ok_or(USAGE)?;
    let options = options_of(options)?;
    let option = |name: &str| options.get(name).copied().ok_or_else(|| format!("--{name} is missing\n{USAGE}"));
    let imports: ImportRules = json_file(option("imports")?)?;
    let rules: ImageRules = json_file(option("rules")?)?;
    let image = Image::parse(fs::read(path).map_err(|error| format!("{path}: {error}"))?)
        .map_err(|fault| format!("{path}: {fault}"))?;
    let map = LinkMap::parse(&text_file(option("map")?)?)?;

    let mut findings = header_check::check(&image);
    findings.extend(import_check::check(&image, &imports));
    if let Some(path) = options.get("pdb") {
        findings.extend(pdb::check(&image, &fs::read(path).map_err(|error| format!("{path}: {error}"))?));
    }
    findings.extend(strings_check::check(&image.bytes, options.get("folder").copied().unwrap_or("")));
    let x64 = image.headers.machine == object::pe::IMAGE_FILE_MACHINE_AMD64;
    let program = if x64 { Some(Program::read(&image, &map)?) } else { None };
    let code = program.as_ref().map(|program| code_check::check(program, image.headers.entry, &rules));

    let name = Path::new(path).file_name().map_or(path.clone(), |name| name.to_string_lossy().into_owned());
    let all = findings.iter().chain(code.iter().flat_map(|code| &code.findings)).collect();
    let report =
        Report { name, image: &image, rules: &imports, program: program.as_ref(), code: code.as_ref(), findings: all };
    let text = report.text();
    print!("{text}");
    if let Some(folder) = options.get("out") {
        write(&format!("{folder}/{}.check.txt", report.name), &text)?;
        let json = serde_json::to_string_pretty(&report.json()).map_err(|error| error.to_string())?;
        write(&format!("{folder}/{}.check.json", report.name), &(json + "\n"))?;
    }
    Ok(report.findings.len())
}

fn options_of(arguments: &[String]) -> Result<HashMap<&str, &str>, String> {
    let mut options = HashMap::new();
    for pair in arguments.chunks(2) {
        match pair {
            [name, value] if name.starts_with("--") => options.insert(name.trim_start_matches('-'), value.as_str()),
            _ => return Err(format!("'{}' is not understood\n{USAGE}", pair.join(" "))),
        };
    }
    Ok(options)
}

fn text_file(path: &str) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{path}: {error}"))
}

fn json_file<T: serde::de::DeserializeOwned>(path: &str) -> Result<T, String> {
    serde_json::from_str(&text_file(path)?).map_err(|error| format!("{path}: {error}"))
}

fn write(path: &str, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{path}: {error}"))
}
