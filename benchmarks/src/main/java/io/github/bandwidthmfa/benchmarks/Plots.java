package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.benchmarks.Comparison.Cell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;

/** Figures against the number of calls in flight, a line for each contender. */
final class Plots {

    private Plots() {}

    static void write(Comparison comparison, Path directory) throws IOException {
        plot(comparison, "calls per second", Sample::callsPerSecond, directory.resolve("throughput"));
        plot(comparison, "bytes allocated per call", Sample::bytesPerCall, directory.resolve("allocation"));
    }

    private static void plot(Comparison comparison, String title, ToDoubleFunction<Sample> figure, Path file)
            throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(1_000)
                .height(600)
                .title("HTTP/1.1, " + title)
                .xAxisTitle("calls in flight")
                .yAxisTitle(title)
                .build();
        chart.getStyler().setXAxisLogarithmic(true);
        for (ContenderType candidate : ContenderType.values()) {
            List<Cell> cells = comparison.samples().keySet().stream()
                    .filter(cell -> cell.candidate() == candidate && cell.transport() == Transport.CLEAR)
                    .toList();
            if (!cells.isEmpty()) {
                chart.addSeries(
                        candidate.toString(),
                        cells.stream().mapToDouble(Cell::concurrency).toArray(),
                        cells.stream()
                                .mapToDouble(
                                        cell -> comparison.spread(cell, figure).median())
                                .toArray());
            }
        }
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }
}
