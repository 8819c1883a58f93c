export { lazyComponent } from '../components/base/lazyComponent.ts'
