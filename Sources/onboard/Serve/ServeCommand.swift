import API
import EventLog
import HTTPServer
import JSON
import OnboardingLedger
import Time

/// `onboard serve`: the ledger over HTTP until it is asked to stop (contract section 8, Start).
enum ServeCommand: Command {
    static let specification = CommandSpecification(
        name: "serve", group: CommandHeading.run, summary: "Serve the ledger over HTTP",
        discussion: [
            """
            The first line on standard output says where it listens; logs go to standard error \
            (ONBOARD_LOG=json for JSON lines, ONBOARD_LOG_REQUESTS=1 for one of each request). \
            SIGTERM, SIGINT or the end of its terminal (unless under nohup) finishes what was \
            accepted, then exits with 0; a second one ends it at once.
            """,
            """
            The settings below are variables, or members of the JSON object in a --config file; \
            the environment wins. Without --dev it does not start until those that are required \
            are set, and says at the start what will not work without the others.
            """,
            """
            TLS is a reverse proxy's business. One on this machine is believed about the address \
            of who asks (the last hop of X-Forwarded-For), and so is one elsewhere that \
            ONBOARD_TRUSTED_PROXIES names. Of any other only its own address counts, also where \
            attempts are limited by address: all that come through it are one.
            """,
        ],
        options: [
            .flag("dev", "Sandbox payment, Google and mail, a clock to move, default secrets"),
            .option("listen", "HOST:PORT", "Where to listen; port 0 is a free one")
                .fallingBack(on: SettingName.listen.rawValue)
                .defaulting(to: HTTPListenAddress.optionDefault),
        ],
        examples: [
            CommandExample("onboard serve --dev", "Everything works, nothing outside is needed."),
            CommandExample(
                "onboard serve --config /etc/onboard.json --data /var/lib/onboard", "For real."),
            CommandExample("onboard serve --dev --listen 127.0.0.1:0", "On a free port."),
            CommandExample(
                "ONBOARD_PLANS='\(PlanFile.example)' onboard serve --dev", "A plan of your own."),
        ],
        lists: [
            TermList(heading: "Settings", terms: SettingName.allCases.map(\.term)),
            TermList(
                heading: "Each plan of the array in ONBOARD_PLANS", terms: PlanFile.members),
        ])

    /// Returns once everything is closed. Exit 3 when storage failed, 2 for settings with which it
    /// cannot start, 1 when it cannot listen.
    static func run(_ context: CommandContext) async throws {
        let arguments = context.arguments
        let isDev = arguments.has("dev")
        let listen = try listenAddress(arguments)
        let form = try logForm(context.settings)
        var configuration = try Configuring.configuration(context.settings, isDev: isDev)
        let descriptors = DescriptorLimit.raised(forConnections: configuration.connectionsMax)
        let isCut = descriptors.connectionsMax < configuration.connectionsMax
        if isCut { configuration.connectionsMax = descriptors.connectionsMax }
        let stop = StopSignal()
        let devClock = isDev ? AdjustableClock() : nil
        let clock: any WallClock = devClock ?? SystemClock()
        let log = ServerLog(form)
        defer { log.finish() }
        let ledger = try open(context, clock, configuration, log)
        try await devClock?.goOn(from: ledger.head().recordedAt)
        let server = APIServer(
            configuration: configuration, ledger: ledger, clock: clock, listen: listen,
            log: log.write)
        do {
            let address = try server.start()
            // The one line that scripts wait for; a reader that has gone does not stop a server.
            context.out.write(raw: "onboard: listening on \(address)\n")
            log.write(started(address, context, configuration))
            if let warning = clockWarning(try await ledger.secondsBehind()) { log.write(warning) }
            if let warning = try await keyWarning(ledger, configuration) { log.write(warning) }
            if let lost = ledger.lostEvents { log.write(LogLine(.warning, lost)) }
            for warning in SettingsWarning.all(configuration) {
                log.write(LogLine(.warning, warning.text))
            }
            for warning in unknownNames() { log.write(warning) }
            if isCut { log.write(descriptors.warning) }
        } catch {
            await server.stop()
            throw error
        }
        await waitForEnd(stop, ledger, log)
        log.write(LogLine(.info, "stopping"))
        let failure = ledger.failure
        await server.stop()
        if let failure = failure ?? ledger.failure { throw atEnd(failure) }
        log.write(LogLine(.info, "stopped"))
    }

    /// A file that is not in its place goes with the process, but for what waits beside it.
    private static func atEnd(_ failure: LogFailure) -> LogFailure {
        guard failure.code == .moved else { return failure }
        return LogFailure(
            .moved, "The server has ended, and its ledger.sqlite is not in its place.",
            hint: "ledger.sqlite-wal was left as it is: put the file back beside it, or restore a "
                + "backup.")
    }

    /// What a log's reader asks first.
    private static func started(
        _ address: HTTPAddress, _ context: CommandContext, _ configuration: APIConfiguration
    ) -> LogLine {
        LogLine(
            .info, "listening",
            [
                "address": .string(address.description),
                "data": .string(context.directory.path), "version": .string(ProgramVersion.text),
                "dev": .bool(configuration.isDev),
            ])
    }

    /// A variable that is misspelt sets nothing, which nobody would notice.
    private static func unknownNames() -> [LogLine] {
        ProcessEnvironment.names(beginningWith: "ONBOARD_").filter { !Settings.names.contains($0) }
            .compactMap { name in
                NearestWord.among(Settings.names, to: name).map { nearest in
                    LogLine(.warning, "\(name) is no setting: did you mean \(nearest)?")
                }
            }
    }

    /// Nil within the minute that a clock may be set back without harm.
    private static func clockWarning(_ seconds: Int64) -> LogLine? {
        guard seconds > 60 else { return nil }
        return LogLine(
            .warning,
            "the clock is \(seconds) s behind the last event: until it has caught up, events get "
                + "times from that one's on")
    }

    /// Keys that anybody could make while the same ledger was served in dev mode open this server.
    private static func keyWarning(_ ledger: Ledger, _ configuration: APIConfiguration)
        async throws -> LogLine?
    {
        guard !configuration.isDev else { return nil }
        let count = try await ledger.keys().count { $0.name == DevMode.keyName }
        guard count > 0 else { return nil }
        return LogLine(
            .warning,
            "keys that dev mode made are good here (\(count)): see onboard keys list, then revoke "
                + "them with onboard keys revoke ID")
    }

    /// `--listen`, else `ONBOARD_LISTEN`, else the default.
    private static func listenAddress(_ arguments: ParsedArguments) throws(UsageError)
        -> HTTPListenAddress
    {
        let text = arguments.string("listen") ?? HTTPListenAddress.optionDefault
        guard let address = HTTPListenAddress(option: text) else {
            throw arguments.invalid(
                "listen", text, expected: .described("HOST:PORT, such as 127.0.0.1:8080"))
        }
        return address
    }

    /// Text unless `ONBOARD_LOG` says json.
    private static func logForm(_ settings: Settings) throws(SettingsError) -> ServerLog.Form {
        guard let word = settings[.log] else { return .text }
        guard let form = ServerLog.Form(rawValue: word) else {
            throw SettingsError(.invalid(settings.place(of: .log), expected: "text or json"))
        }
        return form
    }

    /// Brings the read models up to date; blocks until then.
    private static func open(
        _ context: CommandContext, _ clock: any WallClock, _ configuration: APIConfiguration,
        _ log: ServerLog
    ) throws(LogFailure) -> Ledger {
        var options = LedgerOptions(directory: context.directory, clock: clock)
        options.variants = configuration.variants
        options.purpose = "onboard serve"
        options.workFailed = { work, error in
            log.write(LogLine(.error, "\(work) failed", ["reason": .string("\(error)")]))
        }
        let err = context.err
        defer { if err.isTerminal { err.redraw("") } }
        return try Ledger(options) { done, total in
            // Only a long catching up is worth a word; folding is done in steps of thousands.
            guard err.isTerminal, done < total else { return }
            let parts = "\(Quantity.grouped(done)) of \(Quantity.grouped(total))"
            err.redraw(StyledText("folding \(parts) events"))
        }
    }

    /// Returns when the process is asked to stop, or the ledger accepts no more commands: then only
    /// a restart finds out what is on disk.
    private static func waitForEnd(_ stop: StopSignal, _ ledger: Ledger, _ log: ServerLog) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await stop.wait() }
            group.addTask { await watch(ledger, log) }
            group.addTask { await watchClock(ledger, log) }
            await group.next()
            group.cancelAll()
        }
    }

    /// Tells when the clock falls behind while the server runs, and when it has caught up; a server
    /// that starts so has told that.
    private static func watchClock(_ ledger: Ledger, _ log: ServerLog) async {
        var isBehind = ((try? await ledger.secondsBehind()) ?? 0) > 60
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(15))
            // A stop asks storage nothing.
            if Task.isCancelled { return }
            guard let seconds = try? await ledger.secondsBehind() else { continue }
            let warning = clockWarning(seconds)
            if let warning, !isBehind { log.write(warning) }
            if warning == nil, isBehind { log.write(LogLine(.info, "the clock has caught up")) }
            isBehind = warning != nil
        }
    }

    /// Returns when the ledger accepts no more commands. A file that was moved away does not end
    /// the process, which may be all that still has it: that is told, and so is that it is back.
    private static func watch(_ ledger: Ledger, _ log: ServerLog) async {
        var isInPlace = true
        while !Task.isCancelled {
            let failure = ledger.failure
            if let failure, failure.code != .moved { return }
            if isInPlace != (failure == nil) {
                isInPlace = failure == nil
                let text = failure?.description ?? "the ledger's file is back in its place"
                log.write(LogLine(isInPlace ? .warning : .error, text))
            }
            // Cancelled sleeps end early, which is what is wanted.
            try? await Task.sleep(for: .milliseconds(100))
        }
    }
}

extension AdjustableClock {
    /// Goes on from where an earlier run was moved to: what the log says is past must not come.
    fileprivate func goOn(from last: Timestamp?) {
        guard let last, last > now() else { return }
        _ = advance(seconds: (last - now() + 999) / 1000)
    }
}
