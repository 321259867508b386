import CSystem
import Digest
import EventLog
import Glibc
import Onboarding

/// Password hashes by libc's `crypt(3)`, method yescrypt (contract K3).
///
/// Tens of milliseconds each, by design: only on the password threads.
///
/// What is hashed is the composed form (NFC, RFC 8265 section 4.2.1): systems differ in what they
/// send for the same keys.
enum PasswordHash {
    /// The hash with its salt and cost, as `crypt` writes it.
    ///
    /// - Throws: `overloaded` when `crypt` has not the memory that the method takes.
    static func make(_ password: String) throws(LogFailure) -> String {
        let setting = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 192) {
            buffer -> String in
            let made = unsafe crypt_gensalt_rn("$y$", 0, nil, 0, buffer.baseAddress, 192)
            guard let made = unsafe made else {
                preconditionFailure("libc's crypt knows yescrypt")
            }
            return unsafe String(cString: made)
        }
        guard let hash = crypted(password.composed, setting) else {
            throw LogFailure(
                .overloaded, "The password cannot be hashed just now.", hint: "Try again shortly.")
        }
        return hash
    }

    /// Spends the time of a comparison that fails on an unknown account (contract K16).
    static func matchesNobody(_ password: String) -> Bool {
        for _ in forms(of: password) { _ = try? make(password) }
        return false
    }

    /// Compares in constant time; false for a hash that `crypt` does not read.
    static func matches(_ password: String, _ hash: String) -> Bool {
        forms(of: password).contains { form in
            guard let again = crypted(form, hash) else { return false }
            return constantTimeEqual(Array(again.utf8), Array(hash.utf8))
        }
    }

    /// What a hash may be of: the composed form, and where it differs what was typed, of which
    /// hashes were made before passwords were composed.
    private static func forms(of password: String) -> [String] {
        password.isComposed ? [password] : [password.composed, password]
    }

    /// Nil when `crypt` refuses the setting; it then answers a string that begins with `*`.
    private static func crypted(_ password: String, _ setting: String) -> String? {
        let data = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
        unsafe data.initialize(to: crypt_data())
        defer {
            unsafe data.deinitialize(count: 1)
            unsafe data.deallocate()
        }
        guard let hash = unsafe crypt_r(password, setting, data) else { return nil }
        let text = unsafe String(cString: hash)
        return text.hasPrefix("*") ? nil : text
    }
}
