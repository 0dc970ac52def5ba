package io.github.bandwidthmfa.benchmarks;

import io.github.bandwidthmfa.benchmarks.Comparison.Cell;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;

/** Figures as pictures. */
final class Plots {

    private static final int WIDTH = 1_000;
    private static final int HEIGHT = 600;

    private Plots() {}

    /** Over HTTP/1.1 against the number of calls in flight, a line for each contender that had several. */
    static void lines(String title, Comparison comparison, ToDoubleFunction<Sample> figure, Path file)
            throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle("calls in flight")
                .yAxisTitle(title)
                .build();
        chart.getStyler().setXAxisLogarithmic(true);
        for (ContenderType candidate : ContenderType.values()) {
            List<Cell> cells = comparison.samples().keySet().stream()
                    .filter(cell -> cell.candidate() == candidate && cell.transport() == Transport.CLEAR)
                    .toList();
            if (cells.size() > 1) {
                chart.addSeries(
                        candidate.toString(),
                        cells.stream().mapToDouble(Cell::concurrency).toArray(),
                        cells.stream()
                                .mapToDouble(
                                        cell -> comparison.spread(cell, figure).median())
                                .toArray());
            }
        }
        save(chart, file);
    }

    /** For each label a series of figures by name. */
    static void bars(String title, String unit, Map<String, Map<String, Double>> figures, Path file)
            throws IOException {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .yAxisTitle(unit)
                .build();
        Set<String> names = new LinkedHashSet<>();
        figures.values().forEach(series -> names.addAll(series.keySet()));
        figures.forEach((label, series) -> {
            List<Double> heights = new ArrayList<>();
            names.forEach(name -> heights.add(series.get(name)));
            chart.addSeries(label, List.copyOf(names), heights);
        });
        save(chart, file);
    }

    private static void save(Chart<?, ?> chart, Path file) throws IOException {
        BitmapEncoder.saveBitmap(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG);
    }
}
