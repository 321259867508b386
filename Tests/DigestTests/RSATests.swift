import Foundation
import TestSupport
import Testing

@testable import Digest

/// RSASSA-PKCS1-v1_5 with SHA-256 against published signatures, and ones that are wrong in one way.
struct RSATests {
    struct Case: Decodable {
        let e: String?
        let msg: String?
        let sig: String
        let valid: Bool
        let note: String
    }

    struct Group: Decodable {
        let n: String
        let cases: [Case]
    }

    struct Forgery: Decodable {
        let n, e, msg, sig: String
    }

    struct Vectors: Decodable {
        struct Published: Decodable {
            let groups: [Group]
        }
        struct Paddings: Decodable {
            let n, e, msg: String
            let cases: [Case]
        }
        let nist: Published
        let paddings: Paddings
        let forgery: Forgery
    }

    private static func vectors() throws -> Vectors {
        let data = try Data(contentsOf: Repository.fixture("rsa-signatures.json"))
        return try JSONDecoder().decode(Vectors.self, from: data)
    }

    private func key(_ modulus: String, _ exponent: String) throws -> RSAPublicKey {
        let numbers = try (required(Hex.decode(modulus)), required(Hex.decode(exponent)))
        return try required(RSAPublicKey(modulus: numbers.0, exponent: numbers.1))
    }

    private func isValid(_ key: RSAPublicKey, _ signature: String, _ text: String) throws -> Bool {
        try key.isValid(required(Hex.decode(signature)), for: required(Hex.decode(text)))
    }

    @Test func `NIST's signatures are accepted and refused as published`() throws {
        var (accepted, refused) = (0, 0)
        for group in try Self.vectors().nist.groups {
            for test in group.cases {
                let key = try key(group.n, required(test.e))
                let isValid = try isValid(key, test.sig, required(test.msg))
                expectEqual(isValid, test.valid, "\(test.note)")
                if isValid { accepted += 1 } else { refused += 1 }
            }
        }
        expectTrue((accepted, refused) == (5, 24))
    }

    @Test func `a padding that is wrong in one way is refused`() throws {
        let paddings = try Self.vectors().paddings
        let key = try key(paddings.n, paddings.e)
        expectEqual(paddings.cases.count { $0.valid }, 1)
        expectTrue(paddings.cases.count > 30)
        for test in paddings.cases {
            try expectEqual(isValid(key, test.sig, paddings.msg), test.valid, "\(test.note)")
        }
    }

    @Test func `a cube root is no signature`() throws {
        let forgery = try Self.vectors().forgery
        try expectFalse(isValid(key(forgery.n, forgery.e), forgery.sig, forgery.msg))
    }

    /// RFC 7515 appendix A.2.
    @Test func `the signature of RFC 7515 is accepted, and of no other text`() throws {
        let modulus = """
            ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4\
            d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5re\
            xMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxX\
            FvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ
            """
        let signature = """
            cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5\
            jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb\
            1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QO\
            YEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw
            """
        let text = """
            eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNv\
            bS9pc19yb290Ijp0cnVlfQ
            """
        try expectValid(modulus, signature, text)
    }

    /// RFC 7520 section 4.1, with the key of section 3.4.
    @Test func `the signature of RFC 7520 is accepted, and of no other text`() throws {
        let modulus = """
            n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmS\
            CpMaJMRBSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-Of\
            VfHd1E6cS6M1FZcD1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKw\
            uCLqKnS2BYwdq_mzSnbLY7h_qixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw
            """
        let signature = """
            MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xugl\
            II7PNDi84wnB-BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x\
            8wW1Kt9eRo4QPocSadnHXFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE\
            _oI-ZnmKJ3F4uOZDnd6QZWJushZ41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg
            """
        let text = """
            eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vy\
            b3VzIGJ1c2luZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5k\
            IGlmIHlvdSBkb24ndCBrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJl\
            IHN3ZXB0IG9mZiB0by4
            """
        try expectValid(modulus, signature, text)
    }

    private func expectValid(_ modulus: String, _ signature: String, _ text: String) throws {
        let bytes = try required(Base64URL.decode(modulus))
        let key = try required(RSAPublicKey(modulus: bytes, exponent: [1, 0, 1]))
        let signature = try required(Base64URL.decode(signature))
        expectTrue(key.isValid(signature, for: Array(text.utf8)))
        expectFalse(key.isValid(signature, for: Array((text + "x").utf8)))
    }

    // MARK: Keys

    private static let odd2048 = [UInt8](repeating: 0xFF, count: 256)

    @Test func `keys that are too short, too long, even, or of a useless exponent are none`() {
        let short = [0x7F] + [UInt8](repeating: 0xFF, count: 255)
        let long = [0x01] + [UInt8](repeating: 0xFF, count: 512)
        expectNotNil(RSAPublicKey(modulus: Self.odd2048, exponent: [3]))
        expectNotNil(RSAPublicKey(modulus: [0, 0] + Self.odd2048, exponent: [0, 1, 0, 1]))
        expectNotNil(RSAPublicKey(modulus: [UInt8](repeating: 0xFF, count: 512), exponent: [3]))
        let even = Array(Self.odd2048.dropLast()) + [0xFE]
        for modulus in [[], [0], short, long, even] {
            expectNil(RSAPublicKey(modulus: modulus, exponent: [1, 0, 1]))
        }
        for exponent in [[], [0], [1], [2], [1, 0, 0], [1, 0, 0, 0, 1]] as [[UInt8]] {
            expectNil(RSAPublicKey(modulus: Self.odd2048, exponent: exponent))
        }
        expectNotNil(RSAPublicKey(modulus: Self.odd2048, exponent: [255, 255, 255, 255]))
    }

    // MARK: Arithmetic

    /// Against the plain method, with small numbers of one limb, and products at the edges.
    @Test func `powers are those that multiplying gives`() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            let modulus = UInt64.random(in: 3...UInt64.max, using: &generator) | 1
            let base = UInt64.random(in: 0..<modulus, using: &generator)
            let exponent = UInt64.random(in: 1...300, using: &generator)
            var expected: UInt64 = 1
            for _ in 0..<exponent {
                expected =
                    modulus.dividingFullWidth(expected.multipliedFullWidth(by: base))
                    .remainder
            }
            expectEqual(
                MontgomeryModulus([modulus]).power([base], exponent), [expected],
                "\(base)^\(exponent) mod \(modulus)")
        }
    }

    @Test func `squares near the modulus are right`() {
        let limbs = [UInt64](repeating: .max, count: 33)
        let modulus = MontgomeryModulus(limbs)
        // (n − 1)² = 1 modulo n; carries run through every limb.
        let lessOne = [UInt64.max - 1] + limbs.dropFirst()
        let one = [1] + [UInt64](repeating: 0, count: 32)
        expectEqual(modulus.power(lessOne, 2), one)
        expectEqual(modulus.power(lessOne, 3), lessOne)
        expectEqual(modulus.power([UInt64](repeating: 0, count: 33), 65_537), one.map { _ in 0 })
        expectFalse(modulus.isAbove(limbs))
    }
}

/// Wycheproof's signatures; skipped when `shared/corpora/rsa` is not beside the repository.
@Suite(.enabled(if: Corpora.have("rsa"), "shared/corpora/rsa is not beside the repository"))
struct RSACorpusTests {
    struct File: Decodable {
        struct Group: Decodable {
            struct Key: Decodable {
                let modulus, publicExponent: String
            }
            let publicKey: Key
            let tests: [Case]
        }
        struct Case: Decodable {
            let tcId: Int
            let msg, sig, result, comment: String
        }
        let testGroups: [Group]
    }

    /// What the standard forbids and old signers did (`acceptable`) is refused here.
    @Test(arguments: [2048, 3072, 4096])
    func `wycheproof's signatures are accepted and refused as they must be`(bits: Int) throws {
        let root = try required(Corpora.root)
        let path = "rsa/rsa_signature_\(bits)_sha256_test.json"
        let data = try Data(contentsOf: root.appending(path: path))
        for group in try JSONDecoder().decode(File.self, from: data).testGroups {
            let numbers = try (
                required(Hex.decode(group.publicKey.modulus)),
                required(Hex.decode(group.publicKey.publicExponent))
            )
            let key = try required(RSAPublicKey(modulus: numbers.0, exponent: numbers.1))
            for test in group.tests {
                let isValid = try key.isValid(
                    required(Hex.decode(test.sig)), for: required(Hex.decode(test.msg)))
                expectEqual(isValid, (test.result == "valid"), "\(test.tcId): \(test.comment)")
            }
        }
    }
}
