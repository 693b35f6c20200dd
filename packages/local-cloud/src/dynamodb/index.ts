export { ItemStore } from "./item-store";
