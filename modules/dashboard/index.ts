export { type Chart, type ChartMetric, Dashboard, type DashboardProps, type DashboardSection } from "./dashboard";
