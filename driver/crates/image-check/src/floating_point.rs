//! Which instructions use the floating-point state.
//!
//! The rule: a driver may move and combine bits in the XMM registers (memcpy and memset do, and the compiler copies structures
//! with them: Windows keeps those registers for kernel code on x64), but computes nothing in floating point, and uses none of
//! the x87, MMX and AVX registers, which nobody saves for it.

use iced_x86::{CpuidFeature, Instruction, Mnemonic, Register};

/// A name for the instruction's kind if a driver may not contain it.
pub fn forbidden(instruction: &Instruction) -> Option<String> {
    let other_registers = (0..instruction.op_count()).map(|index| instruction.op_register(index)).any(is_other);
    let other_sets = instruction.cpuid_features().iter().any(|feature| {
        matches!(feature, CpuidFeature::FPU | CpuidFeature::MMX | CpuidFeature::AVX | CpuidFeature::AVX2)
    });
    let named = format!("{:?}", instruction.mnemonic());
    (other_registers || other_sets || computes(&named, instruction.mnemonic())).then_some(named)
}

fn is_other(register: Register) -> bool {
    register.is_st() || register.is_mm() || register.is_ymm() || register.is_zmm()
}

/// Whether a mnemonic computes with floating-point numbers: its name ends in the kind of operand.
fn computes(named: &str, mnemonic: Mnemonic) -> bool {
    const OPERATIONS: [&str; 16] = [
        "Add", "Sub", "Mul", "Div", "Sqrt", "Min", "Max", "Cmp", "Comi", "Ucomi", "Rcp", "Rsqrt", "Hadd", "Hsub",
        "Round", "Dp",
    ];
    if named.starts_with("Cvt") {
        return true;
    }
    let on_floats = ["ss", "sd", "ps", "pd"].iter().any(|kind| named.ends_with(kind));
    let string_instruction = matches!(mnemonic, Mnemonic::Cmpsd | Mnemonic::Movsd);
    on_floats && !string_instruction && OPERATIONS.iter().any(|operation| named.starts_with(operation))
}

#[cfg(test)]
mod tests {
    use super::*;
    use iced_x86::{Decoder, DecoderOptions};

    fn judged(bytes: &[u8]) -> Option<String> {
        forbidden(&Decoder::new(64, bytes, DecoderOptions::NONE).decode())
    }

    #[test]
    fn moves_and_logic_on_xmm_registers_are_allowed() {
        assert_eq!(judged(&[0x0F, 0x10, 0x01]), None); // movups xmm0,[rcx]
        assert_eq!(judged(&[0x0F, 0x57, 0xC0]), None); // xorps xmm0,xmm0
        assert_eq!(judged(&[0x66, 0x0F, 0xEF, 0xC0]), None); // pxor xmm0,xmm0
        assert_eq!(judged(&[0x66, 0x0F, 0xD4, 0xC1]), None); // paddq xmm0,xmm1
        assert_eq!(judged(&[0xF2, 0x0F, 0x10, 0x01]), None); // movsd xmm0,[rcx]
        assert_eq!(judged(&[0xA7]), None); // cmpsd, the string instruction
    }

    #[test]
    fn arithmetic_conversion_and_comparison_are_not() {
        assert!(judged(&[0xF2, 0x0F, 0x59, 0xC1]).is_some()); // mulsd
        assert!(judged(&[0xF2, 0x48, 0x0F, 0x2A, 0xC0]).is_some()); // cvtsi2sd
        assert!(judged(&[0x66, 0x0F, 0x2E, 0xC1]).is_some()); // ucomisd
        assert!(judged(&[0x0F, 0x58, 0xC1]).is_some()); // addps
    }

    #[test]
    fn other_register_files_are_not() {
        assert!(judged(&[0xD9, 0xE8]).is_some()); // fld1
        assert!(judged(&[0x0F, 0xEF, 0xC0]).is_some()); // pxor mm0,mm0
        assert!(judged(&[0xC5, 0xFC, 0x10, 0x01]).is_some()); // vmovups ymm0,[rcx]
    }
}
