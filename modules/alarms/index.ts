export { AlarmTopic, type AlarmProps, type AlarmTopicProps } from "./alarm-topic";
