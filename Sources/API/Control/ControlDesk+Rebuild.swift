import HTTPServer
import JSON
import OnboardingLedger

// Rebuilding the read models, told line by line while it goes on (contract L9).

extension ControlDesk {
    /// A stream of JSON lines: progress, and at last the report or why there is none.
    func rebuild(_ request: HTTPRequest) throws -> HTTPResponse {
        let ledger = core.ledger
        var form = try Form(optional: request.body)
        let wanted = form.rebuildRequest()
        try form.check()
        return HTTPResponse(
            status: 200, fields: ["Content-Type": "application/x-ndjson"],
            body: .stream { writer in await Self.rebuild(ledger, wanted, writer) })
    }

    /// The rebuild goes on to its end even when nobody listens any more.
    private static func rebuild(
        _ ledger: Ledger, _ request: RebuildRequest, _ writer: HTTPBodyWriter
    ) async {
        let (steps, continuation) = AsyncStream.makeStream(
            of: RebuildStep.self, bufferingPolicy: .bufferingNewest(1))
        async let last = finish(ledger, request, continuation)
        for await step in steps { try? await writer.write(line(step)) }
        try? await writer.write(await last)
    }

    /// The last line: `{report}` or `{error}`; ends the steps either way.
    private static func finish(
        _ ledger: Ledger, _ request: RebuildRequest,
        _ steps: AsyncStream<RebuildStep>.Continuation
    ) async -> [UInt8] {
        defer { steps.finish() }
        do {
            let report = try await ledger.rebuild(request) { steps.yield($0) }
            return line { $0.member("report") { report.write(to: &$0) } }
        } catch { return line(error) }
    }

    // MARK: Lines

    /// `{phase, done, total}`.
    private static func line(_ step: RebuildStep) -> [UInt8] {
        line { writer in
            writer.member("phase", step.phase.rawValue)
            writer.member("done", step.done)
            writer.member("total", step.total)
        }
    }

    /// `{error: {code, explanation, hint}}`, for streams whose status is out already.
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

    /// One object and a line end.
    static func line(_ members: (inout JSONWriter) -> Void) -> [UInt8] {
        JSONWriter.encode { $0.object(members) } + [UInt8(ascii: "\n")]
    }
}
