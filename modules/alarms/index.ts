export type { AlarmProps, EventAlarmProps } from "./alarm-props";
export type { IAlarmTarget } from "./alarm-target";
export { AlarmTopic, type AlarmTopicProps } from "./alarm-topic";
export type { ExistingTopic, ExistingTopicProps } from "./existing-topic";
