// The analytics' answers as tables of comma-separated values (contract D5).

extension FunnelReport {
    /// A row for each stage and exit, then for each group's stages; the same numbers as in JSON.
    package var csv: CSVWriter {
        var table = CSVWriter(titles: [
            "group", "stage", "exit", "subjects", "fromPrevious", "fromFirst", "dropOff", "open",
            "lost", "medianSeconds", "p90Seconds", "p95Seconds",
        ])
        for stage in stages { table.append(Self.cells(stage, group: nil)) }
        for exit in exits {
            table.append(
                [.empty, .empty, .text(exit.exit), .integer(exit.subjects)]
                    + Array(repeating: .empty, count: 8))
        }
        for group in groups ?? [] {
            for stage in group.stages {
                table.append(Self.cells(stage, group: group.key ?? GroupChoice.none))
            }
        }
        return table
    }

    /// - Parameter group: nil for the funnel of all.
    private static func cells(_ stage: Stage, group: String?) -> [CSVWriter.Cell] {
        [
            .text(group), .text(stage.stage), .empty, .integer(stage.subjects),
            .decimal(stage.fromPrevious), .decimal(stage.fromFirst), .integer(stage.dropOff),
            .integer(stage.open), .integer(stage.lost), .decimal(stage.medianSeconds),
            .decimal(stage.p90Seconds), .decimal(stage.p95Seconds),
        ]
    }
}

extension DropoffPage {
    /// A row for each subject of the page; emails, where they were asked for, come last.
    package var csv: CSVWriter {
        var table = CSVWriter(
            titles: [
                "stream", "stage", "since", "state", "lastEvent", "lastEventAt", "lastError",
                "exit", "instead",
            ] + (hasEmails ? ["email"] : []))
        for subject in subjects {
            let cells: [CSVWriter.Cell] = [
                .text(subject.stream.name), .text(subject.stage), .text(subject.since.rfc3339),
                .text(subject.state.rawValue), .text(subject.lastEvent),
                .text(subject.lastEventAt.rfc3339), .text(subject.lastError),
                .text(subject.exit), .text(subject.instead?.text),
            ]
            table.append(cells + (hasEmails ? [.text(subject.email)] : []))
        }
        return table
    }
}

extension FrictionReport {
    /// A row for each step, then for each group's; counts by code and by field as `code=n` with
    /// spaces between.
    package var csv: CSVWriter {
        var table = CSVWriter(titles: [
            "group", "step", "name", "subjects", "saves", "medianSeconds", "conflicts",
            "rejections", "retries", "returns", "fields",
        ])
        for step in steps { table.append(Self.cells(step, group: nil)) }
        for group in groups ?? [] {
            for step in group.steps {
                table.append(Self.cells(step, group: group.key ?? GroupChoice.none))
            }
        }
        return table
    }

    /// - Parameter group: nil for the steps of all; a numbered step stands by its number too.
    private static func cells(_ step: Step, group: String?) -> [CSVWriter.Cell] {
        [
            .text(group), .text(step.number.map(String.init) ?? step.name), .text(step.name),
            .integer(step.subjects), .integer(step.saves), .decimal(step.medianSeconds),
            .integer(step.conflicts),
            .text(list(step.rejections)), .integer(step.retries), .integer(step.returns),
            .text(list(step.fields)),
        ]
    }

    /// `code=n` with spaces between, the most frequent first.
    private static func list(_ counts: [Count]) -> String {
        counts.map { "\($0.name)=\($0.count)" }.joined(separator: " ")
    }
}

extension PathsReport {
    /// A row for each way; its steps have arrows between.
    package var csv: CSVWriter {
        var table = CSVWriter(titles: ["end", "rank", "path", "subjects", "share"])
        for (name, end) in [("completed", completed), ("lost", lost)] {
            for (rank, path) in end.paths.enumerated() {
                table.append([
                    .text(name), .integer(rank + 1), .text(path.text), .integer(path.subjects),
                    .decimal(path.share),
                ])
            }
        }
        return table
    }
}

extension ExperimentReport {
    /// A row for each variant; what is said of all that were compared stands in each of theirs,
    /// and behind it what is said of the one.
    package var csv: CSVWriter {
        var table = CSVWriter(titles: [
            "variant", "subjects", "converted", "rate", "low", "high", "z", "chiSquare", "pValue",
            "significant", "against", "zAgainst", "pAgainst", "significantAgainst", "ratioPValue",
            "ratioOk",
        ])
        let verdict: [CSVWriter.Cell] = [
            .decimal(z), .decimal(chiSquare), .decimal(pValue), .text("\(isSignificant)"),
        ]
        let ratio: [CSVWriter.Cell] = [
            .decimal(ratioPValue), .text(isRatioSound.map { "\($0)" }),
        ]
        for variant in variants {
            let said = verdict + cells(of: comparison(of: variant)) + ratio
            table.append(
                [
                    .text(variant.variant), .integer(variant.subjects),
                    .integer(variant.converted), .decimal(variant.rate), .decimal(variant.low),
                    .decimal(variant.high),
                ] + (variant.isDeclared ? said : said.map { _ in .empty }))
        }
        return table
    }

    /// Nil for the first, which the others are compared with.
    private func comparison(of variant: Variant) -> Comparison? {
        comparisons.first { $0.variant.utf8.elementsEqual(variant.variant.utf8) }
    }

    private func cells(of comparison: Comparison?) -> [CSVWriter.Cell] {
        [
            .text(comparison?.against), .decimal(comparison?.z), .decimal(comparison?.pValue),
            .text(comparison.map { "\($0.isSignificant)" }),
        ]
    }
}
