import EventLog

/// Who was let in, and by which of a user's epochs: what was given in an earlier one is worth
/// nothing any more.
struct SignInGrant: Codable, Sendable, Hashable {
    let userID: String
    let epoch: Int

    init(userID: String, epoch: Int) { (self.userID, self.epoch) = (userID, epoch) }

    /// Reads a user's id alone, too, as it was kept before there were epochs.
    init(from decoder: any Decoder) throws {
        if let userID = try? decoder.singleValueContainer().decode(String.self) {
            self.init(userID: userID, epoch: 0)
            return
        }
        let values = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            userID: try values.decode(String.self, forKey: .userID),
            epoch: try values.decode(Int.self, forKey: .epoch))
    }
}

extension CommandTransaction {
    func signInEpoch(of userID: String) throws -> Int {
        try vaultValue(.signInEpoch, Array(userID.utf8)).signInEpoch
    }

    /// Revokes all that lets anybody in as a user: the password, refresh tokens, and answers that
    /// are repeated under an idempotency key. Access tokens go on until they end, in an hour.
    func revokeSignIns(of userID: String) throws {
        let epoch = try signInEpoch(of: userID) + 1
        try writeVault { vault in
            try vault.remove(.password, Array(userID.utf8))
            try vault.put(.signInEpoch, Array(userID.utf8), Array(String(epoch).utf8))
        }
    }
}

extension [UInt8]? {
    /// What stands in the vault as a user's epoch.
    var signInEpoch: Int { flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0 }
}
