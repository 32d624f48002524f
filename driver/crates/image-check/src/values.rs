//! What a register may hold at each instruction of a function, as far as calls through registers need it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use iced_x86::{Code, Instruction, InstructionInfoFactory, Mnemonic, OpAccess, OpKind, Register};

use crate::image::Image;

/// A value that a later call or jump may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Value {
    /// Anything.
    Unknown,
    /// What the loader wrote into an import's slot.
    Import(u32),
    /// This address of the image.
    Address(u32),
    /// What a variable of the image holds.
    Variable(u32),
    /// The system's answer to a look-up by name.
    LookedUp,
    /// An entry of a jump table that stands at this address.
    TableEntry(u32),
    /// A place that such a table names.
    TableTarget(u32),
}

/// The sixteen general registers, and where the compiler put some of them on the stack for a while.
#[derive(Clone, PartialEq, Eq)]
pub struct Registers {
    general: [Value; 16],
    /// By distance from the stack pointer, which stands still in a function's body. What isn't here is unknown.
    spilled: BTreeMap<u64, Value>,
}

impl Registers {
    fn unknown() -> Registers {
        Registers { general: [Value::Unknown; 16], spilled: BTreeMap::new() }
    }

    fn get(&self, register: Register) -> Value {
        slot(register).and_then(|index| self.general.get(index)).copied().unwrap_or(Value::Unknown)
    }

    fn set(&mut self, register: Register, value: Value) {
        if let Some(place) = slot(register).and_then(|index| self.general.get_mut(index)) {
            *place = value;
        }
    }

    fn spill(&mut self, at: u64, value: Value) {
        self.spilled.retain(|other, _| other.abs_diff(at) >= 8);
        if value != Value::Unknown {
            self.spilled.insert(at, value);
        }
    }

    /// Keeps what both agree on; whether that changed this one.
    fn merge(&mut self, other: &Registers) -> bool {
        let mut changed = false;
        for (own, theirs) in self.general.iter_mut().zip(&other.general) {
            if *own != *theirs && *own != Value::Unknown {
                *own = Value::Unknown;
                changed = true;
            }
        }
        let before = self.spilled.len();
        self.spilled.retain(|at, value| other.spilled.get(at) == Some(value));
        changed || self.spilled.len() != before
    }
}

fn slot(register: Register) -> Option<usize> {
    let full = register.full_register();
    full.is_gpr64().then(|| full.number())
}

/// Imports that give a routine's address for its name.
const LOOK_UPS: [&str; 2] = ["MmGetSystemRoutineAddress", "FltGetRoutineAddress"];

/// Registers that a called function may change (x64 calling convention).
const VOLATILE: [Register; 7] =
    [Register::RAX, Register::RCX, Register::RDX, Register::R8, Register::R9, Register::R10, Register::R11];

/// Follows a function's instructions until nothing changes; gives the values before each instruction that is reached.
///
/// `landmarks` are the addresses of data that the image's code names: a jump table ends where the next begins.
pub fn solve(
    image: &Image,
    imports: &HashMap<u32, String>,
    landmarks: &BTreeSet<u32>,
    code: &[Instruction],
) -> HashMap<u32, Registers> {
    let index: HashMap<u32, &Instruction> = code.iter().map(|one| (one.ip() as u32, one)).collect();
    let mut before: HashMap<u32, Registers> = HashMap::new();
    let mut factory = InstructionInfoFactory::new();
    let mut work = Vec::new();
    if let Some(first) = code.first() {
        before.insert(first.ip() as u32, Registers::unknown());
        work.push(first.ip() as u32);
    }
    while let Some(at) = work.pop() {
        let (Some(instruction), Some(state)) = (index.get(&at), before.get(&at)) else { continue };
        let after = step(imports, &mut factory, instruction, state);
        for next in successors(image, landmarks, instruction, state) {
            if !index.contains_key(&next) {
                continue;
            }
            let changed = match before.get_mut(&next) {
                Some(known) => known.merge(&after),
                None => {
                    before.insert(next, after.clone());
                    true
                }
            };
            if changed {
                work.push(next);
            }
        }
    }
    before
}

/// Where control goes after an instruction, inside the function or out of it.
fn successors(image: &Image, landmarks: &BTreeSet<u32>, instruction: &Instruction, state: &Registers) -> Vec<u32> {
    use iced_x86::FlowControl as Flow;
    let next = instruction.next_ip() as u32;
    match instruction.flow_control() {
        Flow::Return | Flow::Exception | Flow::Interrupt => Vec::new(),
        Flow::UnconditionalBranch => vec![instruction.near_branch_target() as u32],
        Flow::ConditionalBranch => vec![instruction.near_branch_target() as u32, next],
        Flow::IndirectBranch => match target(instruction, state) {
            Value::TableTarget(table) => table_targets(image, landmarks, table),
            _ => Vec::new(),
        },
        _ => vec![next],
    }
}

/// The places that a jump table may name: entries are read until one is no code, or the next thing begins.
fn table_targets(image: &Image, landmarks: &BTreeSet<u32>, table: u32) -> Vec<u32> {
    let end = landmarks.range(table + 1..).next().map_or(table + 4096 * 4, |next| *next);
    let entry = |at: u32| image.u32_at(at).map(|offset| table.wrapping_add(offset));
    (table..end).step_by(4).map_while(entry).take_while(|address| image.is_code(*address)).collect()
}

/// What an indirect call or jump goes to.
pub fn target(instruction: &Instruction, state: &Registers) -> Value {
    match instruction.op0_kind() {
        OpKind::Register => state.get(instruction.op0_register()),
        OpKind::Memory if instruction.is_ip_rel_memory_operand() => {
            Value::Variable(instruction.ip_rel_memory_address() as u32)
        }
        _ => Value::Unknown,
    }
}

/// The registers after an instruction.
fn step(
    imports: &HashMap<u32, String>,
    factory: &mut InstructionInfoFactory,
    instruction: &Instruction,
    state: &Registers,
) -> Registers {
    let mut after = state.clone();
    if matches!(instruction.mnemonic(), Mnemonic::Call) {
        VOLATILE.iter().for_each(|register| after.set(*register, Value::Unknown));
        let called = match target(instruction, state) {
            Value::Import(slot) | Value::Variable(slot) => imports.get(&slot),
            _ => None,
        };
        if called.is_some_and(|name| LOOK_UPS.contains(&name.as_str())) {
            after.set(Register::RAX, Value::LookedUp);
        }
        return after;
    }
    for used in factory.info(instruction).used_registers() {
        if !matches!(used.access(), OpAccess::Read | OpAccess::CondRead | OpAccess::None | OpAccess::NoMemAccess) {
            after.set(used.register(), Value::Unknown);
        }
    }
    if let Some(value) = produced(imports, instruction, state) {
        after.set(instruction.op0_register(), value);
    }
    if let Some(at) = stack_place(instruction).filter(|_| instruction.op0_kind() == OpKind::Memory) {
        let stored = instruction.code() == Code::Mov_rm64_r64;
        after.spill(at, if stored { state.get(instruction.op1_register()) } else { Value::Unknown });
    }
    after
}

/// The distance from the stack pointer that an instruction's memory operand has.
fn stack_place(instruction: &Instruction) -> Option<u64> {
    let plain = instruction.memory_base() == Register::RSP && instruction.memory_index() == Register::None;
    plain.then(|| instruction.memory_displacement64())
}

/// The value that an instruction puts into its first operand, if it's one that matters.
fn produced(imports: &HashMap<u32, String>, instruction: &Instruction, state: &Registers) -> Option<Value> {
    let relative = || instruction.is_ip_rel_memory_operand().then(|| instruction.ip_rel_memory_address() as u32);
    match instruction.code() {
        Code::Lea_r64_m => relative().map(Value::Address),
        Code::Mov_r64_rm64 | Code::Mov_rm64_r64
            if instruction.op0_kind() == OpKind::Register && instruction.op1_kind() == OpKind::Register =>
        {
            Some(state.get(instruction.op1_register()))
        }
        Code::Mov_r64_rm64 if stack_place(instruction).is_some() => {
            stack_place(instruction).and_then(|at| state.spilled.get(&at)).copied()
        }
        Code::Mov_r64_rm64 => {
            relative().map(|slot| if imports.contains_key(&slot) { Value::Import(slot) } else { Value::Variable(slot) })
        }
        Code::Movsxd_r64_rm32 => match state.get(instruction.memory_base()) {
            Value::Address(table) if instruction.memory_index_scale() == 4 => Some(Value::TableEntry(table)),
            _ => None,
        },
        Code::Add_r64_rm64 | Code::Add_rm64_r64 if instruction.op1_kind() == OpKind::Register => {
            match (state.get(instruction.op0_register()), state.get(instruction.op1_register())) {
                (Value::TableEntry(table), Value::Address(base)) | (Value::Address(base), Value::TableEntry(table))
                    if table == base =>
                {
                    Some(Value::TableTarget(table))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced_x86::{Decoder, DecoderOptions};

    fn decode(bytes: &[u8]) -> Vec<Instruction> {
        Decoder::with_ip(64, bytes, 0x1000, DecoderOptions::NONE).into_iter().collect()
    }

    fn empty() -> Image {
        crate::image::tests_support::empty()
    }

    #[test]
    fn an_import_stays_known_in_a_register_across_a_call() {
        // mov rsi,[rip+0xff9] (0x2000); call rsi; call rsi; ret
        let code = decode(&[0x48, 0x8B, 0x35, 0xF9, 0x0F, 0, 0, 0xFF, 0xD6, 0xFF, 0xD6, 0xC3]);
        let imports = HashMap::from([(0x2000, "KeBugCheckEx".to_owned())]);
        let states = solve(&empty(), &imports, &BTreeSet::new(), &code);
        let last = code.get(2).unwrap();
        assert_eq!(target(last, states.get(&0x1009).unwrap()), Value::Import(0x2000));
    }

    #[test]
    fn an_import_is_found_again_after_a_while_on_the_stack() {
        // mov rax,[rip+0xff9]; mov [rsp+0x20],rax; call rax; mov rdi,[rsp+0x20]; call rdi; ret
        let code = decode(&[
            0x48, 0x8B, 0x05, 0xF9, 0x0F, 0, 0, 0x48, 0x89, 0x44, 0x24, 0x20, 0xFF, 0xD0, 0x48, 0x8B, 0x7C, 0x24, 0x20,
            0xFF, 0xD7, 0xC3,
        ]);
        let imports = HashMap::from([(0x2000, "x".to_owned())]);
        let states = solve(&empty(), &imports, &BTreeSet::new(), &code);
        assert_eq!(target(code.get(4).unwrap(), states.get(&0x1013).unwrap()), Value::Import(0x2000));
    }

    #[test]
    fn a_routine_looked_up_by_name_is_told() {
        // call [rip+0xffa] (0x2000); call rax; ret
        let code = decode(&[0xFF, 0x15, 0xFA, 0x0F, 0, 0, 0xFF, 0xD0, 0xC3]);
        let imports = HashMap::from([(0x2000, "MmGetSystemRoutineAddress".to_owned())]);
        let states = solve(&empty(), &imports, &BTreeSet::new(), &code);
        assert_eq!(target(code.get(1).unwrap(), states.get(&0x1006).unwrap()), Value::LookedUp);
    }

    #[test]
    fn a_volatile_register_is_unknown_after_a_call() {
        // mov rax,[rip+0xff9]; call rax; call rax; ret
        let code = decode(&[0x48, 0x8B, 0x05, 0xF9, 0x0F, 0, 0, 0xFF, 0xD0, 0xFF, 0xD0, 0xC3]);
        let imports = HashMap::from([(0x2000, "x".to_owned())]);
        let states = solve(&empty(), &imports, &BTreeSet::new(), &code);
        assert_eq!(target(code.get(1).unwrap(), states.get(&0x1007).unwrap()), Value::Import(0x2000));
        assert_eq!(target(code.get(2).unwrap(), states.get(&0x1009).unwrap()), Value::Unknown);
    }

    #[test]
    fn a_jump_table_ends_where_the_next_thing_begins() {
        // at 0x1000, in a section that is called code: four entries of a table, each naming 0x1000 itself
        let mut image = empty();
        image.bytes = vec![0; 16];
        image.sections.push(crate::image::Section {
            name: ".text".into(),
            start: 0x1000,
            size: 16,
            flags: object::pe::IMAGE_SCN_CNT_CODE,
            file_at: 0,
            file_size: 16,
        });
        assert_eq!(table_targets(&image, &BTreeSet::new(), 0x1000).len(), 4);
        assert_eq!(table_targets(&image, &BTreeSet::from([0x1000, 0x1008]), 0x1000).len(), 2);
    }

    #[test]
    fn a_loaded_variable_is_told_from_an_import() {
        // mov rax,[rip+0xff9]; jmp rax
        let code = decode(&[0x48, 0x8B, 0x05, 0xF9, 0x0F, 0, 0, 0xFF, 0xE0]);
        let states = solve(&empty(), &HashMap::new(), &BTreeSet::new(), &code);
        assert_eq!(target(code.get(1).unwrap(), states.get(&0x1007).unwrap()), Value::Variable(0x2000));
    }
}
