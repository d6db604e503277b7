// The parts of ECharts that charts are made of, in pictures and in pages.
import { CustomChart, HeatmapChart, LineChart, ScatterChart } from "echarts/charts";
import {
  GridComponent,
  LegendComponent,
  TitleComponent,
  VisualMapComponent,
} from "echarts/components";
import { LabelLayout } from "echarts/features";

const SERIES = [CustomChart, HeatmapChart, LineChart, ScatterChart];
const COMPONENTS = [GridComponent, LegendComponent, TitleComponent, VisualMapComponent];

export const CHART_PARTS = [...SERIES, ...COMPONENTS, LabelLayout];
