import EventLog

extension EventActor {
    /// Who asks a provider for what it has not reported.
    package static let reconciliation = EventActor(kind: .system, id: "reconcile")

    /// What it records was told by a provider, rather than done by somebody.
    var reports: Bool { kind == .webhook || self == .reconciliation }
}
