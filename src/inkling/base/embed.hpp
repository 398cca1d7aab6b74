// Files that are part of the program: their bytes are assembled into its read-only data.
#pragma once

/// Defines `symbol` and `symbol_end` around the bytes of the file `path` (a string literal), and
/// declares both as arrays of bytes. At namespace scope, outside of any namespace.
#define INKLING_EMBED(symbol, path)                                                               \
    __asm__(".pushsection .rodata\n.balign 64\n.globl " #symbol "\n.hidden " #symbol "\n" #symbol \
            ":\n.incbin \"" path                                                                  \
            "\"\n"                                                                                \
            ".globl " #symbol "_end\n.hidden " #symbol "_end\n" #symbol                           \
            "_end:\n.byte 0\n.popsection\n");                                                     \
    extern "C" {                                                                                  \
    extern const unsigned char symbol[];                                                          \
    extern const unsigned char symbol##_end[];                                                    \
    }
