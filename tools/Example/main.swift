// An app with a ledger inside, in forty lines: swift run Example [DIR]
import OnboardingLedger

let directory = DataDirectory(path: CommandLine.arguments.dropFirst().first ?? "example-data")
let ledger = try Ledger(LedgerOptions(directory: directory))
defer { ledger.close() }

// Commands decide on what the streams' events add up to; what they append is on disk when they
// return, and every read that begins after that sees it.
let spaces = Spaces(ledger: ledger)
let ada = EventActor(kind: .user, id: "ada")
let space = try await spaces.create(
    Spaces.NewSpace(name: "Ada's family", inviteType: "family"), by: ada,
    RequestFacts(requestID: "example-1")
).value
print("\(space.stream) is at version \(space.version)")

// A flow of one's own needs no command: its events are appended, here only as the first.
let visit = StreamID(category: "visit", id: "ada")
let arrived = NewEvent(type: EventType("Arrived"), data: Array(#"{"door":"front"}"#.utf8))
do {
    let metadata = EventMetadata(actor: ada, correlationID: "example-2")
    try await ledger.append([arrived], to: visit, expected: .none, metadata: metadata)
} catch AppendRejection.versionConflict(let stream, _, let actual) {
    print("\(stream) is at version \(actual) already")
}

// Reads: a state at any time, who set what, and the events as they come.
for field in try await ledger.blame(of: space.stream) ?? [] {
    print("\(field.field) was set by \(field.setBy.id) through \(field.type)")
}
for try await event in ledger.follow(after: .start) {
    print("\(event.position) \(event.type.name) in \(event.stream)")
    if event.position == ledger.bell.head { break }
}

// Read models are folded from the log, and made anew from it at will.
let report = try await ledger.rebuild()
for view in report.views { print("\(view.view): \(view.rowCount) rows, \(view.digest.hex)") }
