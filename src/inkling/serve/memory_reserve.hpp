// Memory set aside for the moment when there is none left: what is at work then can end decently
// (destructors of the JSON library allocate, and must not fail), and new requests are refused until
// as much could be set aside again.
#pragma once

namespace inkling {

class MemoryReserve {
  public:
    /// From now on operator new gives the reserve up before it fails. Once in a process.
    static void set_up() noexcept;
    /// Sets it aside again where it was given up; to be called now and then.
    static void refill() noexcept;
    [[nodiscard]] static bool is_spent() noexcept;
};

}  // namespace inkling
