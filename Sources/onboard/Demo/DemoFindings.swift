import EventLog
import JSON
import Onboarding
import OnboardingLedger
import ReadModels

/// Everything that the demo tells, as it was read back.
struct DemoFindings {
    /// What was seen on the outside.
    let tally: DemoStage.Tally
    /// Counts from the log itself, to be held against what was seen outside.
    let facts: DemoFacts
    /// One for each flow.
    let outcomes: [FlowOutcome]
    /// A story from each flow.
    let stories: [(flow: String, text: String)]
    let funnel: FunnelReport
    let flow: FlowDeclaration
    /// The events of the one sign-up whose story is told.
    let timeline: [RecordedEvent]
    /// Who set that sign-up's fields last.
    let blame: [FieldBlame]
    /// Every plan that it had.
    let planHistory: [FieldBlame]
    /// A merchant's workspace, and everything that concerns it.
    let tenant: String
    let trail: [RecordedEvent]
    /// Since the demo began, by this machine's clock.
    let seconds: Double

    /// Everything that `--json` prints.
    func write(_ report: VerificationReport, to writer: inout JSONWriter) {
        writer.object { writer in
            writer.member("requests", tally.requests)
            writer.member("refusals", tally.refusals)
            writer.member("seconds", seconds)
            writer.member("events", facts.events)
            writer.member("streams", facts.streams)
            writer.member("types") { writer in
                writer.object { writer in
                    for (type, count) in facts.counts.sorted(by: { $0.key < $1.key }) {
                        writer.member(key: type, count)
                    }
                }
            }
            writer.member("flows") { writer in
                writer.array { writer in
                    for outcome in outcomes { writer.element { outcome.write(to: &$0) } }
                }
            }
            writer.member("funnel") { funnel.write(to: &$0) }
            writer.member("rebuiltTheSame", true)
            writer.member("verified", report.eventCount)
            writer.member("root", report.root?.hex)
        }
    }
}
