export { AlarmTopic, type AlarmProps, type AlarmTopicProps, type EventAlarmProps } from "./alarm-topic";
