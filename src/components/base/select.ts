export interface SelectOption {
  value: string
  label: string
  group?: string
  disabled?: boolean
}
