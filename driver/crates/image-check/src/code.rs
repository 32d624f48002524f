//! The image's functions: what each calls, whose address it takes, how much stack its frame has, and what it must not contain.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use iced_x86::{Decoder, DecoderOptions, FlowControl, Instruction, Mnemonic, OpKind, Register};

use crate::image::Image;
use crate::link_map::LinkMap;
use crate::unwind::{self, Frame};
use crate::values::{self, Value};

/// Where a call goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// A function of the image, by its start.
    Own(u32),
    /// An imported function.
    Import(String),
    /// Through a variable of the image.
    Variable(String),
    /// A routine of the system, looked up by its name just before.
    LookedUp,
    /// Not found out.
    Unknown,
}

/// One call, or a jump out of the function.
pub struct Call {
    pub at: u32,
    pub target: Target,
    /// A jump: the caller's own frame is gone by then.
    pub tail: bool,
    /// File and line that the caller hands over, as every panic gets them.
    pub place: Option<String>,
}

/// One function.
pub struct Function {
    pub start: u32,
    pub name: String,
    pub frame: Frame,
    /// Bytes that an alignment of the stack pointer may add.
    pub alignment: u32,
    pub calls: Vec<Call>,
    /// Functions whose address it takes.
    pub takes: BTreeSet<u32>,
    /// What is wrong in the code itself.
    pub faults: Vec<String>,
}

/// All functions by start, and which of them something points to.
pub struct Program {
    pub functions: BTreeMap<u32, Function>,
    /// Functions whose address is taken, by code or by data.
    pub pointed_to: BTreeSet<u32>,
}

impl Program {
    /// Disassembles all executable sections.
    pub fn read(image: &Image, map: &LinkMap) -> Result<Program, String> {
        let imports = image.imports.iter().map(|one| (one.slot, one.name.clone())).collect();
        let starts = starts(image, map);
        let bodies =
            ranges(image, &starts).into_iter().map(|(start, end)| Ok((start, end, decode(image, start, end)?)));
        let bodies: Vec<(u32, u32, Vec<Instruction>)> = bodies.collect::<Result<_, String>>()?;
        let landmarks = bodies.iter().flat_map(|(.., code)| code).filter_map(named_address).collect();
        let reader = Reader { image, map, imports, starts, landmarks };
        let read = |(start, end, code): &(u32, u32, Vec<Instruction>)| (*start, reader.read(*start, *end, code));
        let mut functions: BTreeMap<u32, Function> = bodies.iter().map(read).collect();
        for runtime in &image.runtime_functions {
            let frame = unwind::frame(image, *runtime)?;
            if let Some((_, function)) = functions.range_mut(..=runtime.start).next_back() {
                function.frame.bytes = function.frame.bytes.max(frame.bytes);
                function.frame.frame_register |= frame.frame_register;
                function.frame.handler |= frame.handler;
            }
        }
        let by_code = functions.values().flat_map(|function| function.takes.iter().copied());
        let pointed_to = by_code.chain(pointed_to_by_data(image, &reader.starts)).collect();
        Ok(Program { functions, pointed_to })
    }
}

/// Every address at which a function begins: named in the map, told by the unwind table, or the entry point.
fn starts(image: &Image, map: &LinkMap) -> BTreeSet<u32> {
    let unwound = image.runtime_functions.iter().filter(|one| !is_chained(image, one.unwind)).map(|one| one.start);
    map.addresses().chain(unwound).chain([image.headers.entry]).filter(|address| image.is_code(*address)).collect()
}

fn is_chained(image: &Image, unwind: u32) -> bool {
    image.at(unwind, 1).and_then(|bytes| bytes.first()).is_some_and(|first| first >> 3 & 4 != 0)
}

fn ranges(image: &Image, starts: &BTreeSet<u32>) -> Vec<(u32, u32)> {
    let end = |start: u32| {
        let section_end = image.section_of(start).map_or(start, |section| section.start + section.size);
        starts.range(start + 1..).next().map_or(section_end, |next| section_end.min(*next))
    };
    starts.iter().map(|start| (*start, end(*start))).collect()
}

/// Pointers in data that the loader moves and that point to code.
fn pointed_to_by_data<'a>(image: &'a Image, starts: &'a BTreeSet<u32>) -> impl Iterator<Item = u32> + 'a {
    image.pointers.iter().filter_map(|at| {
        let address = image.u64_at(*at)?.checked_sub(image.headers.base)?;
        u32::try_from(address).ok().filter(|address| starts.contains(address))
    })
}

fn decode(image: &Image, start: u32, end: u32) -> Result<Vec<Instruction>, String> {
    let bytes = image.at(start, (end - start) as usize).ok_or_else(|| format!("no code at {start:#x}"))?;
    Ok(Decoder::with_ip(64, bytes, u64::from(start), DecoderOptions::NONE).into_iter().collect())
}

/// The address that an instruction names.
fn named_address(instruction: &Instruction) -> Option<u32> {
    instruction.is_ip_rel_memory_operand().then(|| instruction.ip_rel_memory_address() as u32)
}

/// What reading a function needs to know of the rest.
struct Reader<'a> {
    image: &'a Image,
    map: &'a LinkMap,
    imports: HashMap<u32, String>,
    starts: BTreeSet<u32>,
    landmarks: BTreeSet<u32>,
}

impl Reader<'_> {
    fn read(&self, start: u32, end: u32, code: &[Instruction]) -> Function {
        let states = values::solve(self.image, &self.imports, &self.landmarks, code);
        let mut function = Function {
            start,
            name: name(self.map, start),
            frame: Frame::default(),
            alignment: 0,
            calls: Vec::new(),
            takes: BTreeSet::new(),
            faults: Vec::new(),
        };
        let branched_to = code.iter().map(Instruction::near_branch_target).collect();
        let mut previous: Option<&Instruction> = None;
        let mut place = None;
        for instruction in code {
            let value = states.get(&(instruction.ip() as u32)).map(|state| values::target(instruction, state));
            place = self.place(instruction).or(place);
            if let Some(call) = self.call(instruction, value, (start, end)) {
                function.calls.push(Call { place: place.take(), ..call });
            }
            function.takes.extend(self.taken(instruction));
            let fault = fault(instruction, previous, &branched_to);
            let at = self.map.near(instruction.ip() as u32);
            function.faults.extend(fault.map(|fault| format!("{fault} at {at}")));
            function.alignment = function.alignment.max(stack_alignment(instruction));
            previous = Some(instruction);
        }
        function
    }

    /// The call that an instruction makes, or the jump out of its function; `value` is what an indirect one goes to, None in
    /// code that nothing reaches.
    fn call(&self, instruction: &Instruction, value: Option<Value>, (start, end): (u32, u32)) -> Option<Call> {
        let at = instruction.ip() as u32;
        let to = instruction.near_branch_target() as u32;
        match instruction.flow_control() {
            FlowControl::Call => Some(Call { at, target: Target::Own(self.owner(to)), tail: false, place: None }),
            FlowControl::UnconditionalBranch | FlowControl::ConditionalBranch => {
                let outside = to < start || to >= end;
                outside.then(|| Call { at, target: Target::Own(self.owner(to)), tail: true, place: None })
            }
            FlowControl::IndirectCall => Some(Call { at, target: self.resolve(value?), tail: false, place: None }),
            FlowControl::IndirectBranch => match value? {
                Value::TableTarget(_) => None,
                value => Some(Call { at, target: self.resolve(value), tail: true, place: None }),
            },
            _ => None,
        }
    }

    /// The file and line whose record an instruction takes the address of: a `core::panic::Location`.
    fn place(&self, instruction: &Instruction) -> Option<String> {
        let record = named_address(instruction).filter(|_| instruction.mnemonic() == Mnemonic::Lea)?;
        let name = self.image.u64_at(record)?.checked_sub(self.image.headers.base)?;
        let size = self.image.u64_at(record + 8).filter(|size| *size < 512)?;
        let file = std::str::from_utf8(self.image.at(u32::try_from(name).ok()?, size as usize)?).ok()?;
        let line = self.image.u32_at(record + 16)?;
        file.ends_with(".rs").then(|| format!("{file}:{line}"))
    }

    /// The function that holds an address.
    fn owner(&self, address: u32) -> u32 {
        self.starts.range(..=address).next_back().copied().unwrap_or(address)
    }

    fn resolve(&self, value: Value) -> Target {
        match value {
            Value::Import(slot) => Target::Import(self.imports.get(&slot).cloned().unwrap_or_default()),
            Value::Variable(slot) => match self.imports.get(&slot) {
                Some(name) => Target::Import(name.clone()),
                None => Target::Variable(self.map.near(slot)),
            },
            Value::LookedUp => Target::LookedUp,
            Value::Address(address) => Target::Own(self.owner(address)),
            _ => Target::Unknown,
        }
    }

    /// The function whose address an instruction takes.
    fn taken(&self, instruction: &Instruction) -> Option<u32> {
        let address = named_address(instruction).filter(|_| instruction.mnemonic() == Mnemonic::Lea)?;
        self.starts.contains(&address).then_some(address)
    }
}

/// A function's name; of several, one that is no alias which the compiler made.
fn name(map: &LinkMap, start: u32) -> String {
    let names = map.at(start);
    let best = names.iter().find(|name| !name.starts_with('.')).or(names.first());
    best.cloned().unwrap_or_else(|| format!("function at {start:#x}"))
}

/// What an instruction does that a driver's code may not.
fn fault(instruction: &Instruction, previous: Option<&Instruction>, branched_to: &BTreeSet<u64>) -> Option<String> {
    if instruction.is_invalid() {
        return Some("undecodable bytes".to_owned());
    }
    if let Some(name) = crate::floating_point::forbidden(instruction) {
        return Some(format!("floating point ({name})"));
    }
    let falls_in = |one: &Instruction| matches!(one.flow_control(), FlowControl::Next | FlowControl::ConditionalBranch);
    let reached = previous.is_none_or(falls_in) || branched_to.contains(&instruction.ip());
    match instruction.mnemonic() {
        // the compiler puts ud2 behind a call that doesn't return, and where a jump table has values that can't be
        Mnemonic::Ud2 if reached => Some("a trap (ud2)".to_owned()),
        Mnemonic::Int => Some("a software interrupt".to_owned()),
        Mnemonic::Sub | Mnemonic::Add
            if instruction.op0_register() == Register::RSP && instruction.op1_kind() == OpKind::Register =>
        {
            Some("a stack allocation of a size that is not known before".to_owned())
        }
        _ => None,
    }
}

/// Bytes that `and rsp, -n` may take.
fn stack_alignment(instruction: &Instruction) -> u32 {
    if instruction.mnemonic() == Mnemonic::And && instruction.op0_register() == Register::RSP {
        return (instruction.immediate(1) as i64).unsigned_abs() as u32 - 8;
    }
    0
}
