import EventLog
import JSON
import Onboarding
import ReadModels

// Answers as the API gives them (contract L17, section 8), for apps that hand them on: one JSON
// object each, and a table where the API has one.

extension FunnelReport {
    /// D1's answer.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }
    /// D1's table, as RFC 4180 has it.
    public var csvText: [UInt8] { csv.bytes }
}

extension DropoffPage {
    /// D2's answer.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }
    /// D2's table.
    public var csvText: [UInt8] { csv.bytes }
}

extension FrictionReport {
    /// D3's answer.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }
    /// D3's table.
    public var csvText: [UInt8] { csv.bytes }
}

extension ExperimentReport {
    /// D4's answer.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }
    /// D4's table.
    public var csvText: [UInt8] { csv.bytes }
}

extension PathsReport {
    /// Where people went from a stage.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }
    /// The same as a table.
    public var csvText: [UInt8] { csv.bytes }
}

extension GateAnswer {
    /// G1's answer.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }
}

extension Requirements {
    /// X3's answer.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }
}

extension FlowDeclaration {
    /// X1's answer.
    public var json: [UInt8] { JSONWriter.encode { writeJSON(to: &$0) } }
}

extension RecordedEvent {
    /// An event of L6.
    ///
    /// - Parameter erasure: the one that took something out of it, if any did.
    public func json(_ erasure: ErasureNote? = nil) -> [UInt8] {
        JSONWriter.encode { EventJSON.write(self, erasure: erasure, to: &$0) }
    }
}

extension FieldBlame {
    /// A field of L7.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }
}

extension StreamState {
    /// L8's answer.
    ///
    /// - Parameter erasures: those of the stream, `Ledger.erasures(of:)`.
    public func json(_ erasures: [ErasureNote] = []) -> [UInt8] {
        JSONWriter.encode { write(erasures, to: &$0) }
    }
}

extension StreamDifference {
    /// The difference of L8.
    ///
    /// - Parameter erasures: those of the stream, `Ledger.erasures(of:)`.
    public func json(_ erasures: [ErasureNote] = []) -> [UInt8] {
        JSONWriter.encode { write(erasures, to: &$0) }
    }
}

extension LedgerHead {
    /// L12's head.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }
}

extension RebuildReport {
    /// L9's report.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }
}

extension VerificationReport {
    /// L11's report.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }
}

extension ErasureReceipt {
    /// L14's receipt, which can be shown to the person.
    public var json: [UInt8] { JSONWriter.encode { write(to: &$0) } }
}
