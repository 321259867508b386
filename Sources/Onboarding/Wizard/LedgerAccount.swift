import JSON

/// One account of a chart of accounts.
public struct LedgerAccount: Sendable, Hashable {
    /// The member `type` on the wire.
    public enum Kind: String, Sendable, CaseIterable {
        case asset, liability, equity, income, expense
    }

    /// Four digits in the default chart; accounts are listed in its order.
    public var code: String
    /// For people.
    public var name: String
    public var kind: Kind

    public init(_ code: String, _ name: String, _ kind: Kind) {
        (self.code, self.name, self.kind) = (code, name, kind)
    }

    /// The chart that every tenant starts with (A7).
    public static let defaultChart = [
        LedgerAccount("1000", "Cash and bank", .asset),
        LedgerAccount("1100", "Accounts receivable", .asset),
        LedgerAccount("1200", "Inventory", .asset),
        LedgerAccount("1500", "Equipment", .asset),
        LedgerAccount("2000", "Accounts payable", .liability),
        LedgerAccount("2100", "Credit cards", .liability),
        LedgerAccount("2200", "Taxes payable", .liability),
        LedgerAccount("2500", "Loans", .liability),
        LedgerAccount("3000", "Owner's equity", .equity),
        LedgerAccount("3100", "Retained earnings", .equity),
        LedgerAccount("4000", "Sales", .income),
        LedgerAccount("4900", "Other income", .income),
        LedgerAccount("5000", "Cost of goods sold", .expense),
        LedgerAccount("6000", "Wages", .expense),
        LedgerAccount("6100", "Rent", .expense),
        LedgerAccount("6200", "Office and software", .expense),
        LedgerAccount("6300", "Bank fees", .expense),
        LedgerAccount("6900", "Other expenses", .expense),
    ]

    /// Members that are not known are passed over, and missing ones stay blank.
    init(from scanner: inout JSONScanner) throws(JSONError) {
        var (code, name, kind) = ("", "", Kind.asset)
        try scanner.object { key, scanner throws(JSONError) in
            switch key {
            case "code": code = try scanner.string()
            case "name": name = try scanner.string()
            case "type": kind = try scanner.word("an account's type")
            default: try scanner.skip()
            }
        }
        self.init(code, name, kind)
    }
}

extension LedgerAccount: JSONWritable {
    @usableFromInline
    package func write(to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("code", code)
            writer.member("name", name)
            writer.member("type", kind.rawValue)
        }
    }
}
