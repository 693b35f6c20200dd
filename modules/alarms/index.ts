export type { AlarmProps, EventAlarmProps } from "./alarm-props";
export { AlarmTopic, type AlarmTopicProps } from "./alarm-topic";
