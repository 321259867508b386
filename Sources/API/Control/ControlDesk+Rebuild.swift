import HTTPServer
import JSON
import OnboardingLedger
import Synchronization

// Rebuilding the read models, told line by line while it goes on (contract L9).

extension ControlDesk {
    /// A stream of JSON lines: progress, and at last the report or why there is none.
    func rebuild() -> HTTPResponse {
        let ledger = core.ledger
        return HTTPResponse(
            status: 200, fields: ["Content-Type": "application/x-ndjson"],
            body: .stream { writer in await Self.rebuild(ledger, writer) })
    }

    /// The rebuild goes on to its end even when nobody listens any more.
    private static func rebuild(_ ledger: Ledger, _ writer: HTTPBodyWriter) async {
        let (steps, continuation) = AsyncStream.makeStream(
            of: Step.self, bufferingPolicy: .bufferingNewest(1))
        async let last = finish(ledger, continuation)
        for await step in steps { try? await writer.write(line(step)) }
        try? await writer.write(await last)
    }

    private struct Step: Sendable {
        let done: Int64
        let total: Int64
    }

    private static func finish(_ ledger: Ledger, _ steps: AsyncStream<Step>.Continuation) async
        -> [UInt8]
    {
        defer { steps.finish() }
        do {
            let report = try await ledger.rebuild { steps.yield(Step(done: $0, total: $1)) }
            return line(report)
        } catch { return line(error) }
    }

    // MARK: Lines

    private static func line(_ step: Step) -> [UInt8] {
        line { writer in
            writer.member("done", step.done)
            writer.member("total", step.total)
        }
    }

    private static func line(_ report: RebuildReport) -> [UInt8] {
        line { writer in
            writer.member("report") { writer in
                writer.object { writer in
                    writer.member("events", report.eventCount)
                    writer.member("seconds", report.seconds)
                    writer.member("views") { write(report.views, to: &$0) }
                    writer.member("replaced") { write(report.replaced, to: &$0) }
                }
            }
        }
    }

    private static func write(_ views: [ViewReport], to writer: inout JSONWriter) {
        writer.array { writer in
            for view in views {
                writer.element { writer in
                    writer.object { writer in
                        writer.member("view", view.view.rawValue)
                        writer.member("rows", view.rowCount)
                        writer.member("digest", view.digest.hex)
                    }
                }
            }
        }
    }

    static func line(_ error: any Error) -> [UInt8] {
        let problem = problem(error)
        let hint = problem.members.first { $0.name == "hint" }?.value
        return line { writer in
            writer.member("error") { writer in
                writer.object { writer in
                    writer.member("code", problem.code)
                    writer.member("explanation", problem.detail)
                    writer.member("hint", hint ?? .string(""))
                }
            }
        }
    }

    static func line(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        JSONWriter.encode { $0.object(members) } + [UInt8(ascii: "\n")]
    }
}
